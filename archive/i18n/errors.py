"""Words of refusals and failures."""

from __future__ import annotations

from archive.i18n.shapes import Words

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
