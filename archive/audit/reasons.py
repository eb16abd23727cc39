"""Why a slot or a match is what it is: the closed list of codes, each with a sentence and what would help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.domain.audit import Reason
from archive.domain.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Words:
    """Templates with the arguments of the reason in braces."""

    zh: str
    en: str
    advice_zh: str
    advice_en: str


REASONS: dict[str, Words] = {
    # nothing there
    "nothing_offered": Words(
        "没有提交{doctypes}", "no {doctypes} was handed in", "请提交{doctypes}", "Hand in {doctypes}"
    ),
    "waiting": Words(
        "还有{count}份文件尚未读完，暂不判定",
        "{count} papers are still waiting to be read",
        "等处理完成后再看，无需操作",
        "Wait until reading has finished",
    ),
    "no_certificate": Words(
        "{instrument}（{serial}）没有检定证书",
        "no certificate for {instrument} ({serial})",
        "请提交该器具在有效期内的检定证书和上一周期证书",
        "Hand in the valid certificate of this instrument and the one before it",
    ),
    # parts
    "only_one_meeting": Words(
        "只有{found}次会议的纪要，需要{needed}次",
        "minutes of {found} meeting, {needed} needed",
        "请补交当年另一次节能会议的纪要",
        "Hand in the minutes of another meeting of the year",
    ),
    "no_meetings": Words(
        "没有当年的会议纪要，需要{needed}次",
        "no minutes of the year, {needed} meetings needed",
        "请提交当年节能会议的纪要",
        "Hand in the minutes of the year's meetings",
    ),
    "not_enough_papers": Words(
        "{doctypes}只有{found}份合格，需要{needed}份",
        "{found} of {needed} papers of {doctypes}",
        "请补足份数",
        "Hand in the missing papers",
    ),
    "part_missing": Words("缺少{doctypes}", "{doctypes} lacking", "请补交{doctypes}", "Hand in {doctypes}"),
    "no_previous_year": Words(
        "缺少上一年度的{doctypes}",
        "{doctypes} of the previous year lacking",
        "请补交上一年度的对比材料",
        "Hand in the previous year's paper for comparison",
    ),
    "no_first_half": Words(
        "缺少上半年的{doctypes}",
        "{doctypes} of the first half-year lacking",
        "请补交上半年公布的材料",
        "Hand in what was published for the first half-year",
    ),
    "part_of_year": Words(
        "只覆盖{needed}年的{months}个月",
        "covers {months} months of {needed} only",
        "请提交覆盖全年的材料",
        "Hand in a paper that covers the whole year",
    ),
    "no_former_cycle": Words(
        "{instrument}（{serial}）缺少上一周期的检定证书",
        "the certificate of the former cycle of {instrument} ({serial}) is lacking",
        "请补交上一检定周期的证书",
        "Hand in the certificate of the former cycle",
    ),
    "gap_between_cycles": Words(
        "{instrument}（{serial}）两个周期之间脱检{days}天",
        "{instrument} ({serial}) went {days} days without verification",
        "请说明脱检期间的情况，或补交中间的证书",
        "Explain the gap or hand in the certificate in between",
    ),
    # time
    "wrong_year": Words(
        "年份不符：需要{needed}，材料为{found}",
        "wrong year: {needed} needed, the paper says {found}",
        "请换成考核年度的材料",
        "Hand in the paper of the assessment year",
    ),
    "wrong_period": Words(
        "不覆盖{needed}",
        "does not cover {needed}",
        "请提交覆盖{needed}的材料",
        "Hand in a paper that covers {needed}",
    ),
    "late": Words(
        "成文日期{date}晚于截止日{due}",
        "dated {date}, after the deadline {due}",
        "请说明迟报原因，由考核办认定",
        "Explain the delay to the office",
    ),
    "no_date": Words(
        "没有成文日期，无法判断是否在{due}前提交",
        "no date, so whether it met {due} cannot be told",
        "请补正成文日期",
        "State the date of the paper",
    ),
    "no_year": Words(
        "材料中没有年份",
        "no year anywhere on the paper",
        "请确认该材料所属年度",
        "Confirm which year it serves",
    ),
    "undated_photo": Words(
        "照片没有日期", "the photo has no date", "请注明拍摄日期和地点", "State when and where it was taken"
    ),
    "period_unknown": Words(
        "看不出覆盖哪个时期",
        "which period it covers is not stated",
        "请确认该材料所属时期",
        "Confirm the period that it covers",
    ),
    "dates_disagree": Words(
        "文号年份与成文日期{date}不一致",
        "the year of its number and its date {date} disagree",
        "请核对文号和成文日期",
        "Check number and date",
    ),
    "made_later": Words(
        "成文于{made}年，晚于考核年度",
        "made in {made}, after the assessment year",
        "请确认考核年度内使用的是哪个版本",
        "Confirm which version was in use in the year",
    ),
    "expired": Words(
        "有效期至{valid_until}，在{as_of}已过期",
        "valid until {valid_until}, run out on {as_of}",
        "请提交在有效期内的证书",
        "Hand in one that is still valid",
    ),
    "too_old": Words(
        "形成于{made}年，超过{years}年",
        "made in {made}, older than {years} years",
        "请提交{years}年内的材料",
        "Hand in one of the last {years} years",
    ),
    "not_yet_valid": Words(
        "{instrument}（{serial}）的检定日期晚于判定日",
        "{instrument} ({serial}) was verified after the day of judgement",
        "请提交判定日有效的证书",
        "Hand in the certificate that was valid on that day",
    ),
    "superseded": Words("已有更新的版本", "a newer one is filed", "无需操作", "Nothing to do"),
    # content
    "other_topic": Words(
        "内容不是本条要求的事项",
        "it is about something else",
        "请提交与本条内容相符的材料",
        "Hand in a paper on this subject",
    ),
    "topic_unsure": Words(
        "看不准内容是否属于本条",
        "whether it belongs here is not certain",
        "请人工确认",
        "A person should confirm it",
    ),
    "wrong_entity": Words(
        "材料属于其他单位（{found}）",
        "the paper belongs to another body ({found})",
        "请换成本单位的材料",
        "Hand in your own paper",
    ),
    "draft": Words(
        "是未印发的草稿（{quote}）",
        "it is a draft ({quote})",
        "请提交有文号和日期的正式印发件",
        "Hand in the issued paper with number and date",
    ),
    "no_seal": Words("没有盖章", "not sealed", "请提交盖章件", "Hand in the sealed paper"),
    "seal_unseen": Words(
        "扫描件上没有看到公章",
        "no seal is seen on the scan",
        "请人工核对；如未盖章请补盖，黑白扫描请换彩色扫描",
        "Check by eye; seal the paper, or scan it in colour",
    ),
    "one_party_signed": Words(
        "只有{signed}签字盖章",
        "only {signed} has signed",
        "请提交双方签字盖章的文本",
        "Hand in the copy that both parties signed",
    ),
    "not_signed": Words(
        "双方均未签字盖章", "nobody has signed", "请提交双方签字盖章的文本", "Hand in the signed copy"
    ),
    "signature_unclear": Words(
        "看不清双方是否签字盖章",
        "whether both parties signed cannot be seen",
        "请人工核对签字盖章页",
        "Check the page by eye",
    ),
    "other_parties": Words(
        "签订双方不是本条要求的上下级",
        "it was signed between other parties than asked",
        "请提交与要求的对方签订的责任书",
        "Hand in the letter with the party that is asked for",
    ),
    "other_caliber": Words(
        "口径为{found}，需要{needed}",
        "printed as {found}, {needed} needed",
        "请提供{needed}口径的数据",
        "Give the figure as {needed}",
    ),
    "no_figure": Words(
        "没有读到本条要求的指标数值",
        "no value of the indicator asked for was read",
        "请人工核对；如文件未列该指标，请提交列明数值和口径的文件",
        "Check by eye; if the paper does not print it, hand in one that does",
    ),
    "calibration_not_verification": Words(
        "{instrument}（{serial}）是校准证书，不能代替检定证书",
        "{instrument} ({serial}) has a calibration, not a verification",
        "请提交检定证书",
        "Hand in a verification certificate",
    ),
    "verification_failed": Words(
        "{instrument}（{serial}）检定不合格",
        "{instrument} ({serial}) failed its verification",
        "请更换或修理后重新检定",
        "Repair or replace it and have it verified again",
    ),
    "not_listed": Words(
        "证书编号的器具（{serial}）不在一览表中",
        "the certified instrument ({serial}) is not on the list",
        "请核对一览表与证书的出厂编号",
        "Compare list and certificate",
    ),
    "no_validity": Words(
        "看不出有效期",
        "until when it is valid is not stated",
        "请确认有效期至哪一天",
        "Confirm the last day of validity",
    ),
    "no_verified_date": Words(
        "看不出检定日期",
        "the day of verification is not stated",
        "请确认检定日期",
        "Confirm the day of verification",
    ),
    "certificate_unclear": Words(
        "证书内容没有读清",
        "the certificate could not be read for certain",
        "请人工录入证书编号、器具和有效期",
        "Enter number, instrument and validity by hand",
    ),
    # what a machine must not decide
    "unreadable": Words(
        "文件无法读取（{why}）",
        "the file cannot be read ({why})",
        "请重新提交能打开的文件，或由人工判读",
        "Hand in a readable file or judge it by eye",
    ),
    "doubtful_page": Words(
        "页面不清晰，识别没有把握", "the page is hard to read", "请人工核对页面", "Check the page by eye"
    ),
    "kind_unknown": Words(
        "看不出是哪类材料", "what kind of paper it is, is not certain", "请确认材料类型", "Confirm the kind"
    ),
    "kind_unsure": Words("材料类型没有把握", "its kind is a guess", "请确认材料类型", "Confirm the kind"),
    "claims_no_task": Words(
        "来文声明没有任务，需人工核实",
        "a letter says there is no task",
        "请核对任务下达文件后认定不适用",
        "Check it against the assignment and set not applicable",
    ),
    "condition_unknown": Words(
        "不知道本条是否适用",
        "whether this applies is not known",
        "请在单位资料中填明，或说明不适用并报批",
        "State it in the entity's attributes, or have it approved as not applicable",
    ),
    "condition_false": Words("按规则不适用", "does not apply by rule", "无需提交", "Nothing to hand in"),
    # people and partners
    "accepted_by_person": Words("{actor}已认可", "accepted by {actor}", "无需操作", "Nothing to do"),
    "rejected_by_person": Words(
        "{actor}已退回",
        "rejected by {actor}",
        "请另行提交材料，或与审核人沟通",
        "Hand in another paper or ask the reviewer",
    ),
    "decided": Words("{actor}认定：{reason}", "decided by {actor}: {reason}", "无需操作", "Nothing to do"),
    "partner_missing": Words(
        "对应单位没有提交{requirement}的材料，无法相互印证",
        "nobody handed in {requirement}, which should tell the same story",
        "不影响本条，供核查参考",
        "This does not count against the slot",
    ),
    "wrong_kind": Words(
        "名称指向本条的材料实为{found}",
        "the paper named for it is {found}",
        "请提交本条要求类型的材料",
        "Hand in a paper of the kind that is asked for",
    ),
    "not_asked": Words(
        "清单不要求这类材料", "no requirement asks for this kind", "无需操作", "Nothing to do"
    ),
}


def sentence(reason: Reason, rulebook: Rulebook, lang: str = "zh") -> str:
    """The reason in words, with the rulebook's own names."""
    return text(reason.code, reason.args, lang, rulebook)


class _Missing(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def text(code: str, args: Mapping[str, object], lang: str = "zh", rulebook: Rulebook | None = None) -> str:
    """The reason as a sentence."""
    words = REASONS.get(code)
    if words is None:
        return code
    template = words.zh if lang.startswith("zh") else words.en
    return template.format_map(_shown(args, lang, rulebook))


def advice(code: str, args: Mapping[str, object], lang: str = "zh", rulebook: Rulebook | None = None) -> str:
    """What would satisfy the requirement."""
    words = REASONS.get(code)
    if words is None:
        return ""
    template = words.advice_zh if lang.startswith("zh") else words.advice_en
    return template.format_map(_shown(args, lang, rulebook))


def _shown(args: Mapping[str, object], lang: str, rulebook: Rulebook | None) -> _Missing:
    key = "zh" if lang.startswith("zh") else "en"
    joint = "、" if key == "zh" else ", "
    shown = _Missing()
    for name, value in args.items():
        parts = value if isinstance(value, (list, tuple)) else [value]
        words = [_word(str(p), key, rulebook) for p in parts if p is not None]
        shown[name] = joint.join(words) or ("未注明" if key == "zh" else "not stated")
    return shown


def _word(value: str, key: str, rulebook: Rulebook | None) -> str:
    kind = rulebook.doctypes.get(value) if rulebook else None
    return kind.name.get(key, value) if kind else value
