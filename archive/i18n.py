"""Words for codes, chosen on display: what happened, and one sentence of advice.

Each entry: code -> (Chinese, advice in Chinese, English, advice in English). docs/errors.md lists the same table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Words(NamedTuple):
    zh: str
    advice_zh: str
    en: str
    advice_en: str


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

PAGE_STATES: dict[str, tuple[str, str]] = {
    "read": ("已读", "read"),
    "blank": ("空白页", "blank"),
    "doubtful": ("存疑", "doubtful"),
    "unreadable": ("读不出", "unreadable"),
}

DOCUMENT_STATES: dict[str, tuple[str, str]] = {
    "received": ("已收到, 等待读取", "received"),
    "processing": ("正在读取", "processing"),
    "ready": ("已就绪", "ready"),
    "partial": ("部分页未读", "partial"),
    "unreadable": ("不可读", "unreadable"),
    "rejected": ("拒收", "rejected"),
    "duplicate": ("重复", "duplicate"),
}

SLOT_STATES: dict[str, tuple[str, str, str]] = {
    "complete": ("齐全", "complete", "●"),
    "partial": ("不全", "partial", "◐"),
    "review": ("待复核", "review", "?"),
    "mismatched": ("不符", "mismatched", "✕"),
    "expired": ("过期", "expired", "⧗"),
    "missing": ("缺失", "missing", "○"),
    "not_applicable": ("不适用", "not applicable", "–"),
    "waived": ("豁免", "waived", "–"),
    "caliber": ("口径不一", "caliber", "≠"),
}
"""Chinese, English, mark."""

ERRORS: dict[str, Words] = {
    "not_initialised": Words(
        "还没有资料库",
        "请先运行 qijuan init, 或用 QIJUAN_HOME 指定已有的资料库。",
        "There is no home yet",
        "Run qijuan init, or point QIJUAN_HOME at one.",
    ),
    "refused": Words(
        "没有权限做这件事",
        "请联系节能办或管理员。",
        "You may not do this",
        "Ask the office or the administrator.",
    ),
    "not_found": Words("没有找到", "请检查编号或链接。", "Not found", "Check the number or the link."),
    "entity_unknown": Words(
        "没有这个考核对象",
        "请检查单位代码, 用 qijuan entities list 查看。",
        "No such entity",
        "Check the code with qijuan entities list.",
    ),
    "document_unknown": Words(
        "没有这份文件", "请检查文件编号。", "No such document", "Check the document number."
    ),
    "page_unknown": Words("没有这一页", "请检查页码。", "No such page", "Check the page number."),
    "receipt_unknown": Words(
        "没有这张回执", "请检查回执编号。", "No such receipt", "Check the receipt number."
    ),
    "run_unknown": Words("没有这次审核", "请用 qijuan runs 查看。", "No such run", "See qijuan runs."),
    "requirement_unknown": Words(
        "没有这项应交材料",
        "请检查材料编号, 如 CTY-02-02。",
        "No such requirement",
        "Check the id, such as CTY-02-02.",
    ),
    "user_unknown": Words("没有这个用户", "请检查用户名。", "No such user", "Check the name."),
    "user_exists": Words("用户名已被使用", "请换一个用户名。", "The name is taken", "Choose another."),
    "user_name_invalid": Words(
        "用户名不合规",
        "请用 1 到 64 个字符, 不含空格。",
        "The name is not allowed",
        "Use 1 to 64 characters without blanks.",
    ),
    "role_unknown": Words(
        "没有这个角色",
        "可用: clerk, approver, inspector, office, admin。",
        "No such role",
        "Use clerk, approver, inspector, office or admin.",
    ),
    "entity_needed": Words(
        "这个角色必须绑定单位", "请加 --entity 代码。", "This role needs an entity", "Add --entity CODE."
    ),
    "password_too_short": Words(
        "密码太短", "请至少用 8 个字符。", "The password is too short", "Use at least 8 characters."
    ),
    "password_wrong": Words(
        "用户名或密码不对",
        "请重新输入; 多次失败会暂时锁定。",
        "Wrong name or password",
        "Try again; repeated failures pause sign-in.",
    ),
    "too_many_attempts": Words("尝试次数过多", "请几分钟后再试。", "Too many attempts", "Wait some minutes."),
    "correction_invalid": Words(
        "更正内容不合规",
        "请检查字段名和取值。",
        "The correction makes no sense",
        "Check field names and values.",
    ),
    "state_unknown": Words(
        "没有这个状态",
        "请用清单上的状态名, 如 complete、waived。",
        "No such state",
        "Use a state such as complete or waived.",
    ),
    "period_invalid": Words(
        "期间写法不对",
        "例: 2008、2008-03、2008-Q1、2008-H1。",
        "The period is not understood",
        "Write 2008, 2008-03, 2008-Q1 or 2008-H1.",
    ),
    "year_invalid": Words("年度不对", "请用四位数年份。", "The year makes no sense", "Use four digits."),
    "reason_needed": Words(
        "需要说明理由",
        "请填写理由, 它会记入保管记录。",
        "A reason is needed",
        "Say why; it goes into custody.",
    ),
    "no_checklist": Words(
        "这个对象没有应交清单",
        "市本级没有清单, 请选择县区、部门或企业。",
        "This entity has no checklist",
        "Choose a county, department or enterprise.",
    ),
    "change_unknown": Words(
        "没有可以撤销的操作", "请在操作记录里选择。", "Nothing to undo", "Choose from the list of changes."
    ),
    "already_undone": Words("已经撤销过", "不需要再撤销。", "Already undone", "Nothing to do."),
    "binding_needs_several": Words(
        "装订至少需要两份不同的图片",
        "请按页序写出各份编号。",
        "Binding needs several pictures",
        "Name them in the order of their pages.",
    ),
    "binding_mixed": Words(
        "这些图片不属于同一单位和年度",
        "请先改归属, 再装订。",
        "The pictures are of different entities or years",
        "Refile them first.",
    ),
    "migration_needed": Words(
        "资料库版本与程序不一致",
        "请停止所有程序, 备份后升级。",
        "The home needs another program version",
        "Stop everything, back up, upgrade.",
    ),
    "handed_in": Words(
        "{year} 年度材料已经报送, 本单位不能再增改",
        "需要补充时请联系节能办退回。",
        "The dossier of {year} is handed in",
        "Ask the office to open it again.",
    ),
    "label_too_short": Words(
        "名称至少两个字", "请写完整的指标名称。", "At least two characters", "Write the whole name."
    ),
    "indicator_unknown": Words(
        "没有指标 {indicator}", "请从列表里选择。", "No indicator {indicator}", "Choose from the list."
    ),
    "contradiction_unknown": Words(
        "没有这处矛盾, 或者它已经不在了",
        "请重新打开矛盾页面。",
        "There is no such contradiction, or it is gone",
        "Open the contradictions again.",
    ),
    "not_handed_in": Words(
        "{year} 年度材料尚未报送", "无需退回。", "The dossier of {year} is not handed in", "Nothing to do."
    ),
    "still_reading": Words(
        "还有 {count} 份文件正在读取",
        "请等读取完成后再报送。",
        "{count} files are still being read",
        "Hand in when they are done.",
    ),
    "database_newer": Words(
        "资料库来自更新版本的程序",
        "请升级本程序, 或用旧版本的备份恢复。",
        "The home belongs to a newer program",
        "Upgrade this program, or restore a backup of the older version.",
    ),
    "filed_again": Words(
        "同一文件已重新上传",
        "请直接使用新的那份。",
        "The same file was handed in again",
        "Use the newer one.",
    ),
    "report_unknown": Words(
        "没有这种报告",
        "可用: gap、score; 格式 xlsx、docx、html、pdf。",
        "No such report",
        "Use gap or score as xlsx, docx, html or pdf.",
    ),
    "database_empty": Words(
        "数据库是空的",
        "请检查 QIJUAN_DATABASE; 新建用 qijuan init, 迁移已有资料用 qijuan migrate-store。",
        "The database is empty",
        "Check QIJUAN_DATABASE; run qijuan init for a new one, qijuan migrate-store to move an old one.",
    ),
    "database_taken": Words(
        "这个数据库已属于另一个资料库",
        "同一资料库的另一台机器: 请复制原来的 secret 文件, 不要再 init。",
        "This database belongs to another home",
        "For one more machine copy the file `secret` of that home instead of running init.",
    ),
    "driver_missing": Words(
        "缺少连接所需的组件",
        "请运行 make install-cluster, 或 pip install 'qijuan[cluster]'。",
        "A component for this connection is not installed",
        "Run make install-cluster, or pip install 'qijuan[cluster]'.",
    ),
    "storage_key_missing": Words(
        "对象存储缺少密钥",
        "请在环境变量中设置 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY。",
        "The object store has no key",
        "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment.",
    ),
    "target_not_empty": Words(
        "目标不是空的",
        "请换一个新的数据库和存储; 已有的资料不会被覆盖。",
        "The target is not empty",
        "Name a new database and store; nothing that exists is written over.",
    ),
    "same_place": Words(
        "来源和目标是同一个数据库",
        "请写明另一个目标。",
        "Source and target are the same database",
        "Name another target.",
    ),
    "copy_differs": Words(
        "复制的结果与来源不一致",
        "请不要使用目标; 清空目标后重新运行。",
        "The copy differs from its source",
        "Do not use the target; empty it and run again.",
    ),
    "source_damaged": Words(
        "来源有损坏, 已停止",
        "请先运行 qijuan verify 查看并恢复。",
        "The source is damaged; stopped",
        "Run qijuan verify and mend it first.",
    ),
    "conflict": Words(
        "与别人的修改冲突", "请刷新页面后再试。", "Somebody else changed it", "Reload and try again."
    ),
    "invalid": Words("输入不合规", "请按提示修改。", "The input makes no sense", "Correct it as named."),
    "entities_invalid": Words(
        "名单没有一行可以导入",
        "请按行号修改后再导入。",
        "No row could be imported",
        "Correct the rows named.",
    ),
    "file_unreadable": Words(
        "这个文件读不懂",
        "请用 CSV、XLSX 或 YAML, 第一行为列名。",
        "This file is not understood",
        "Use CSV, XLSX or YAML with a head row.",
    ),
    "doctype_unknown": Words(
        "没有这个文件类型",
        "请用 docs 中的类型代码, 如 self_report。",
        "No such kind of document",
        "Use a kind such as self_report.",
    ),
    "path_unknown": Words("路径不存在", "请检查路径。", "No such path", "Check the path."),
    "setting_invalid": Words(
        "设置项不对",
        "请检查环境变量或 qijuan.toml。",
        "A setting is not understood",
        "Check the environment or qijuan.toml.",
    ),
    "broken_rulebook": Words(
        "规则文件有错误, 不能审核",
        "请运行 qijuan check-rulebook 查看位置。",
        "The rulebook has mistakes",
        "Run qijuan check-rulebook.",
    ),
    "queue_unavailable": Words(
        "消息服务连不上",
        "任务都在数据库里, 不会丢失; 请检查消息服务和 QIJUAN_QUEUE, 恢复后自动继续。",
        "The broker cannot be reached",
        "Jobs stay in the database; check the broker and QIJUAN_QUEUE, work goes on by itself afterwards.",
    ),
    "database_locked": Words("数据库忙", "请稍后再试。", "The database is busy", "Try again later."),
    "database_damaged": Words(
        "数据库文件已损坏",
        "请停止所有程序, 用 qijuan restore 备份文件 恢复。",
        "The database file is damaged",
        "Stop everything and run qijuan restore FILE.",
    ),
    "database_unavailable": Words(
        "数据库连不上",
        "请检查数据库设置和服务。",
        "The database is unavailable",
        "Check its settings and service.",
    ),
    "read_only": Words(
        "资料库所在磁盘不可写",
        "请检查磁盘和权限。",
        "The home is read-only",
        "Check the disk and permissions.",
    ),
    "storage_unavailable": Words(
        "存储暂时不可用",
        "请稍后再试; 没有收下的文件需要重新上传。",
        "The store is unavailable",
        "Try again; what was not received must be uploaded again.",
    ),
    "index_damaged": Words(
        "检索库已损坏",
        "请运行 qijuan reindex 重建, 原件不受影响。",
        "The search index is damaged",
        "Run qijuan reindex; originals are not affected.",
    ),
    "index_busy": Words("检索库正在更新", "请稍后再试。", "The index is being written", "Try again shortly."),
    "index_unavailable": Words(
        "检索服务暂时不可用",
        "上传和审核不受影响, 恢复后自动补齐; 请管理员检查 Elasticsearch 服务和 QIJUAN_INDEX 设置。",
        "The search service is unavailable",
        "Uploads and audits go on, and the index catches up; check Elasticsearch and QIJUAN_INDEX.",
    ),
    "index_read_only": Words(
        "检索服务只读, 不能更新",
        "多为磁盘将满; 上传和审核不受影响, 请管理员腾出磁盘空间后解除只读, 检索库会自动补齐。",
        "The search service is read-only",
        "Usually its disk is full; uploads and audits go on. Free disk space, lift the block, and it catches up.",
    ),
    "home_busy": Words(
        "资料库正在被使用",
        "请先停止 serve 和 worker。",
        "The home is in use",
        "Stop serve and workers first.",
    ),
    "home_exists": Words(
        "资料库已经存在",
        "直接使用即可; 要新建请换 QIJUAN_HOME。",
        "The home exists already",
        "Use it, or choose another QIJUAN_HOME.",
    ),
    "backup_damaged": Words(
        "备份文件已损坏或不完整", "请换一份备份。", "The backup is damaged", "Use another one."
    ),
    "too_busy": Words("系统繁忙", "请稍后再试。", "The system is busy", "Try again shortly."),
    "request_too_large": Words(
        "请求太大", "请减少一次上传的数量。", "The request is too large", "Upload fewer files at once."
    ),
    "body_invalid": Words(
        "请求内容不合规",
        "请按接口文档检查 JSON 的字段和取值。",
        "The body makes no sense",
        "Compare fields and values with the API document.",
    ),
    "no_files": Words("没有选择文件", "请先选择要上传的文件。", "No files were sent", "Choose files first."),
    "key_invalid": Words(
        "Idempotency-Key 不合规",
        "请用 1 到 200 个字符。",
        "The idempotency key is not allowed",
        "Use 1 to 200 characters.",
    ),
    "media_type_unknown": Words(
        "不支持这种请求格式",
        "请按接口文档发送。",
        "The media type is not understood",
        "See the API document.",
    ),
    "method_not_allowed": Words(
        "这个地址不支持这种请求方法",
        "请按接口文档发送。",
        "The method is not allowed here",
        "See the API document.",
    ),
    "nothing_chosen": Words(
        "没有选择资料", "请先勾选要处理的行。", "Nothing was chosen", "Choose some rows first."
    ),
    "nothing_to_change": Words(
        "没有要改的内容", "请选择要改归的单位或年度。", "Nothing to change", "Choose an entity or a year."
    ),
    "deed_unknown": Words(
        "没有这个操作", "请使用页面上的按钮。", "No such deed", "Use the buttons of the page."
    ),
    "verdict_unknown": Words("没有这种认定", "请选择符合或不符合。", "No such verdict", "Accept or reject."),
    "password_needed": Words(
        "需要文件密码", "请输入打开文件的密码。", "A password is needed", "Enter the file's password."
    ),
    "password_must_change": Words(
        "一次性密码必须先更改",
        "请登录网页设自己的密码。",
        "The one-time password must be changed first",
        "Sign in on the pages and set your own.",
    ),
    "csrf": Words("页面已过期", "请刷新后重试。", "The page has expired", "Reload and try again."),
    "sign_in_needed": Words(
        "请先登录", "登录后再打开这个页面。", "Sign in first", "Then open this page again."
    ),
    "unavailable": Words(
        "后台服务不可用",
        "请稍后再试, 或请管理员运行 qijuan doctor。",
        "A backend is unavailable",
        "Try again, or run qijuan doctor.",
    ),
    "error": Words(
        "程序出错", "请把编号告诉管理员。", "Something went wrong", "Tell the administrator the id."
    ),
}


def of_reason(code: str | None, lang: str = "zh") -> tuple[str, str]:
    """(what, advice) of a document's or page's reason code."""
    return _pick(REASONS.get(code or ""), code or "", lang)


def of_error(code: str, lang: str = "zh") -> tuple[str, str]:
    """(what, advice) of an error code."""
    return _pick(ERRORS.get(code) or REASONS.get(code), code, lang)


def advice(code: str | None) -> str | None:
    """The Chinese sentence that stands beside a reason in every answer; None without reason."""
    words = REASONS.get(code or "")
    return f"{words.zh}。{words.advice_zh}" if words else None


def of_note(code: str, args: Mapping[str, str], lang: str = "zh") -> str:
    words = NOTES.get(code)
    if words is None:
        return code
    text = words[0] if lang == "zh" else words[1]
    for name, value in args.items():
        text = text.replace("{" + name + "}", value)
    return text


def _pick(words: Words | None, code: str, lang: str) -> tuple[str, str]:
    if words is None:
        return code, ""
    return (words.zh, words.advice_zh) if lang == "zh" else (words.en, words.advice_en)


"""Causes of findings: (Chinese, English)."""

RULE_ARGUMENTS: dict[str, tuple[str, str]] = {
    "arithmetic": ("算式", "arithmetic"),
    "fits": ("应为", "would fit"),
    "difference": ("相差", "difference"),
    "also": ("同一原因还违反", "also breaks"),
    "cells": ("涉及处数", "places"),
    "column": ("栏目", "column"),
    "expected": ("四舍五入的标准差", "standard deviation of rounding"),
    "missing": ("缺少", "missing"),
    "unlisted": ("名单外", "not listed"),
    "items": ("涉及项目", "items"),
    "models": ("型号", "models"),
    "standard": ("引用标准", "standard cited"),
    "reference": ("参考值", "reference"),
    "edition": ("适用版本", "edition in force"),
    "completion": ("完成率区间(%)", "completion in percent"),
    "points": ("按台阶应得分", "points by the steps"),
    "periods": ("缺的月份", "months missing"),
    "rate": ("上报率", "rate reported"),
    "step": ("所在台阶", "step reached"),
    "change": ("同比", "change on last year"),
    "due": ("期限", "deadline"),
    "price": ("单价", "price"),
}
"""Arguments of findings that people read beside those of the pages: (Chinese, English)."""
