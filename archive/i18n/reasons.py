"""Words of reason codes and notes: why a file or page ended as it did, what was noticed in it."""

from __future__ import annotations

from archive.i18n.shapes import Words

REASONS: dict[str, Words] = {
    "duplicate": Words(
        "与已收下的文件完全相同",
        "无需再次上传; 已收下的那份见文件编号。",
        "Identical to a file handed in before",
        "Nothing to do; the document named is the earlier one.",
    ),
    "empty_file": Words(
        "文件是空的",
        "请检查原文件是否导出完整, 重新上传。",
        "The file is empty",
        "Export it again and upload the new file.",
    ),
    "not_a_file": Words(
        "不是普通文件 (链接、管道或设备)",
        "请上传文件本身, 不要上传快捷方式或链接。",
        "Not a regular file",
        "Upload the file itself, not a link.",
    ),
    "not_readable": Words(
        "文件打不开",
        "请检查文件权限或介质是否损坏, 再上传一次。",
        "The file cannot be opened",
        "Check permissions or the medium and upload again.",
    ),
    "too_large": Words(
        "文件超过大小上限",
        "请拆分文件, 或请管理员调高上限。",
        "The file is over the size limit",
        "Split it, or ask the administrator to raise the limit.",
    ),
    "archive_bomb": Words(
        "压缩包展开后过大、过深或文件过多, 已整体拒收",
        "请解压后分批上传其中的文件。",
        "The archive unfolds beyond the limits and was refused",
        "Unpack it and upload its files in parts.",
    ),
    "unsafe_name": Words(
        "压缩包内的文件名不安全 (绝对路径或越级路径)",
        "请重新打包, 只保留普通文件名。",
        "A name inside the archive is unsafe",
        "Pack it again with plain names.",
    ),
    "disk_full": Words(
        "磁盘已满或不可写, 文件没有收下",
        "请联系管理员清理磁盘后重新上传。",
        "The disk is full or read-only; the file was not kept",
        "Ask the administrator to free space, then upload again.",
    ),
    "damaged": Words(
        "文件已损坏, 读不出内容",
        "原件已保存; 请用原软件打开另存, 或重新扫描后上传。",
        "The file is damaged",
        "The original is kept; save or scan it again and upload.",
    ),
    "password_protected": Words(
        "文件有密码保护",
        "请在资料页输入密码, 或上传去除密码的版本。",
        "The file is protected by a password",
        "Enter the password on its page, or upload it without one.",
    ),
    "needs_tika": Words(
        "旧格式文件, 本机不能直接读取",
        "原件已保存; 请另存为 docx、xlsx 或 PDF 后上传, 或请管理员配置 Tika 服务。",
        "A format that needs a Tika server",
        "Save it as docx, xlsx or PDF, or have a Tika server configured.",
    ),
    "tika_unavailable": Words(
        "Tika 服务没有应答, 旧格式文件等待重读",
        "原件已保存; 服务恢复后会自动重读, 也可点重试; 请管理员运行 qijuan doctor。",
        "The Tika server does not answer; the file waits to be read again",
        "It is read by itself once the server is back, or retry; ask the administrator to run qijuan doctor.",
    ),
    "unknown_format": Words(
        "无法识别的文件格式",
        "原件已保存; 请转换为 PDF 或图片后上传。",
        "Unknown file format",
        "Convert it to PDF or an image and upload.",
    ),
    "timeout": Words(
        "读取超时",
        "文件可能异常复杂; 请拆分或重新导出后上传, 也可点重试。",
        "Reading took too long",
        "Split or export it again, or retry.",
    ),
    "crashed": Words(
        "读取程序意外中止",
        "原件已保存; 可点重试, 仍失败请转换为 PDF 后上传。",
        "The reader stopped unexpectedly",
        "Retry, or convert it to PDF and upload.",
    ),
    "out_of_memory": Words(
        "读取时内存不足",
        "请拆分文件或降低扫描分辨率后上传。",
        "Not enough memory to read it",
        "Split it or scan at a lower resolution.",
    ),
    "too_many_pages": Words(
        "页数超过上限, 只读取了前面的部分",
        "请拆分为几个文件上传。",
        "More pages than the limit; only the first were read",
        "Split it into several files.",
    ),
    "pages_unread": Words(
        "有些页面读不出",
        "请打开资料查看是哪几页, 重新扫描这些页。",
        "Some pages could not be read",
        "Open it to see which, and scan those again.",
    ),
    "original_lost": Words(
        "原件在存储中丢失",
        "请立即联系管理员从备份恢复。",
        "The original is missing from the store",
        "Tell the administrator to restore it from the backup.",
    ),
    "image_too_large": Words(
        "图片尺寸过大",
        "请降低分辨率 (A4 300 dpi 足够) 后上传。",
        "The image is too large",
        "Lower its resolution (A4 at 300 dpi is enough).",
    ),
    "ocr_low_confidence": Words(
        "识别把握不足",
        "请对照原图核对, 或以 200 dpi 以上重新扫描。",
        "Recognised with little confidence",
        "Compare with the image, or scan again at 200 dpi or more.",
    ),
    "ocr_unavailable": Words(
        "文字识别不可用",
        "请管理员运行 qijuan doctor 检查。",
        "Text recognition is unavailable",
        "Ask the administrator to run qijuan doctor.",
    ),
}

NOTES: dict[str, tuple[str, str]] = {
    "renamed": (
        "扩展名与内容不符, 已按内容读取",
        "The extension disagrees with the content; read by content",
    ),
    "year_conflict": (
        "内容显示的年度 ({read}) 与申报年度 ({declared}) 不一致",
        "The content says {read}, it was filed for {declared}",
    ),
    "entity_conflict": (
        "内容显示的单位 ({read}) 与申报单位 ({declared}) 不一致",
        "The content says {read}, it was filed for {declared}",
    ),
    "handed_in": (
        "内容属于 {year} 年度, 该年度材料已经报送; 请节能办确定归属",
        "The content belongs to {year}, which has been handed in; the office decides where it goes",
    ),
    "same_as": ("与 {document} 内容完全相同", "Identical to {document}"),
    "garbled_text": ("有乱码: {excerpt}", "Garbled text: {excerpt}"),
    "classified_mark": (
        "带有密级标志 ({mark}), 已停止预览和检索, 请立即联系节能办",
        "Bears a secrecy mark ({mark}); preview and search are stopped",
    ),
    "hidden_rows": ("表中有隐藏的行或列", "The sheet has hidden rows or columns"),
    "hidden_columns": ("表中有隐藏的列", "The sheet has hidden columns"),
    "hidden_sheet": ("工作簿中有隐藏的工作表", "The workbook has hidden sheets"),
    "table_too_large": (
        "表格过大, 只保留文字, 不分单元格",
        "The table is too large; its text is kept without cells",
    ),
    "unread_picture": ("文中有无法识别的图片格式", "A picture in the text could not be read"),
    "attachments": ("邮件带有附件: {names}", "The mail has attachments: {names}"),
    "repaired": ("文件有损坏, 已修复后读取", "The file was damaged and read after repair"),
    "not_understood": ("内容已读取, 但类型和归属需要人工判断", "Read, but a person has to say what it is"),
    "reused": ("同一原件也用于其他单位或年度", "The same original serves another entity or year"),
}
