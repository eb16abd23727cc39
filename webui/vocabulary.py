"""Chinese words for the codes that pages show; English stands in translations/."""

from __future__ import annotations

DEEDS = {
    "received": "收到", "duplicate": "重复上传", "rejected": "拒收", "receipt_closed": "开出回执",
    "read": "读取完成", "unreadable": "读取失败", "corrected": "更正", "refiled": "改归",
    "decided": "判定应交格", "matched": "判定匹配", "withdrawn": "撤下", "undone": "撤销操作",
    "bound": "装订", "unlocked": "提供密码", "retried": "重新读取", "audited": "审核", "user_added": "新增用户",
    "user_disabled": "停用用户", "token_made": "签发令牌", "password_changed": "更改密码", "password_reset": "重设密码",
    "entities_imported": "导入考核对象", "handed_in": "报送材料", "pronounced": "判定矛盾", "named": "说明指标名称", "reopened": "退回修改",
}  # fmt: skip
DETAILS = {
    "receipt": "回执", "path": "文件", "received": "收到", "new": "新增", "duplicate": "重复", "rejected": "拒收",
    "rows": "行数", "added": "新增", "entities": "考核对象数", "attempts": "次数", "change": "操作编号",
    "parts": "由这些图片", "verb": "做了什么",
}  # fmt: skip
"""Names of what stands beside a custody entry; fields of a paper have names of their own."""
NOBODY = {"local": "本机", "qijuan": "系统"}
ROLES = {
    "clerk": "经办人", "approver": "审批人", "inspector": "核查员", "office": "节能办",
    "admin": "管理员", "local": "本机管理员",
}  # fmt: skip
KINDS = {"city": "市本级", "county": "县市区", "department": "部门", "enterprise": "重点用能企业"}
SEVERITIES = {"veto": "一票否决", "error": "错误", "warning": "警告", "info": "提示"}
FIELDS = {
    "entity": "考核对象", "year": "考核年度", "doctype": "材料类型", "number": "文号",
    "date": "成文日期", "issuer": "发文单位", "title": "标题", "period": "所属期",
}  # fmt: skip
JOBS = {"queued": "排队", "running": "进行中", "done": "完成", "failed": "失败"}
BASES = {
    "title": "标题", "keyword": "关键词", "layout": "版式", "number": "文号", "issuer": "发文单位",
    "body": "正文", "stated": "表内写明的年度", "table": "表格", "file_name": "文件名", "folder_name": "文件夹名",
    "declared": "上传时填写", "learned": "由以往更正学得", "person": "人工",
}  # fmt: skip
GROUPS = {"6.3": "能源计量器具配备和检定", "提交门槛": "提交门槛", "加分": "加分", "基础": "基础资料"}
"""Groups of the checklists that no scheme line names."""
ARGUMENTS = {
    "instrument": "器具", "serial": "编号", "kind": "证书种类", "verdict": "结论", "status": "状态",
    "valid_until": "有效期至", "verified_on": "检定日期", "as_of": "判断日", "days": "脱检天数",
    "title": "题名", "number": "文号", "date": "日期", "count": "未列入目录的份数", "printed": "写的是",
    "low": "应不低于", "high": "应不高于", "unit": "单位", "factor": "倍数", "period": "期间", "item": "品种",
    "values": "数值", "closed": "上月期末", "opened": "本月期初", "rows": "不全的行数", "of": "总行数",
    "fields": "缺的栏目", "credit_code": "统一社会信用代码", "value": "数值", "line": "计分项",
    "claimed": "自评", "maximum": "满分", "total": "合计", "sum": "分项之和", "found": "找到", "needed": "需要",
}  # fmt: skip
"""Arguments of findings that people read; ids and intervals stay with the evidence."""
OWN_LINES = frozenset({"arithmetic", "fits"})
"""Arguments that the page of contradictions shows below what is said."""
VERDICTS = {
    "confirmed": "真矛盾", "caliber": "口径不同", "misread": "识别错误", "none": "收回认定",
}  # fmt: skip
FACETS = {
    "electricity_value": "电力折标 (等价值或当量值)", "gdp_price": "价格 (现价、可比价、不变价)",
    "period": "时期", "scope": "统计范围", "vintage": "版次 (快报、年报、核定)",
}  # fmt: skip
ROWS = {
    "value_missing": "必填的内容是空的", "kind_unknown": "类别只能是 city, county, department, enterprise",
    "code_twice": "代码重复", "parent_unknown": "上级代码不在名单里", "parent_circle": "上下级绕成了圈",
    "alias_years": "别名的年份写法不对, 例: 某某局@2003-2009", "attributes_not_json": "attributes 不是 JSON 对象",
    "credit_code_wrong": "统一社会信用代码校验位不对", "organisation_code_wrong": "组织机构代码校验位不对",
}  # fmt: skip
DIFFERENCES = {
    "slot": "应交格", "finding": "矛盾", "score": "得分", "entity": "考核对象",
    "first_run": "首次审核", "no_longer_audited": "不再审核", "papers_added": "新增了材料",
    "papers_removed": "撤下了材料", "papers_exchanged": "换了材料", "decided": "有人作了决定",
    "decision_undone": "决定被撤回", "rulebook_or_day": "规则或判断日变了", "slots_changed": "应交格有变化",
    "found": "新发现", "gone": "已消失", "pronounced": "有人作了认定",
}  # fmt: skip
