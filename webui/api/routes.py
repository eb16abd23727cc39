"""Every endpoint of the API in one table."""

from __future__ import annotations

from webui.api import judging, papers, running
from webui.api.table import CODE, FLAG, LIMIT, OFFSET, TEXT, YEAR, Endpoint, Parameter

ENTITY = Parameter("entity", "Code of the assessed entity", CODE)
YEARS = Parameter("year", "Assessment year", YEAR)
SOME = Parameter("limit", "At most so many; all when left out", LIMIT)
FROM = Parameter("offset", "Skip so many", OFFSET)
KEY = Parameter(
    "Idempotency-Key",
    "The same key by the same person is the same upload, however often it is sent",
    {"type": "string", "minLength": 1, "maxLength": 200},
)
DOCUMENT_STATES = {"type": "string", "enum": ["received", "processing", "ready", "partial", "unreadable"]}
QUALITIES = {"type": "string", "enum": ["read", "blank", "doubtful", "unreadable"]}
JOB_STATES = {"type": "string", "enum": ["queued", "running", "done", "failed"]}
ORDERS = {"type": "string", "enum": ["relevance", "newest", "document"]}
FORMATS = {"type": "string", "enum": ["xlsx", "docx", "html", "pdf"]}
WIDTH = {"type": "integer", "minimum": 1, "maximum": 4000}
NUMBER = {"type": "integer", "minimum": 1, "maximum": 9_007_199_254_740_991}
PICTURES = ("image/png", "image/jpeg")
FILES = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/html",
    "application/pdf",
)
DOCUMENT_FILTERS = (
    ENTITY,
    YEARS,
    Parameter("state", "State of the document", DOCUMENT_STATES),
    Parameter("doctype", "Kind of paper", CODE),
    Parameter("receipt", "Handed in with this receipt", CODE),
    Parameter("sha256", "Of these very bytes", {"type": "string", "pattern": "^[0-9a-f]{64}$"}),
    Parameter("name", "Part of file name or title", TEXT),
    Parameter("review", "Only what waits for a person", FLAG),
    Parameter("unassigned", "Only papers whose owner is unknown", FLAG),
    Parameter("withdrawn", "Withdrawn papers too", FLAG),
    SOME,
    FROM,
)
SEARCH_FILTERS = (
    Parameter("q", 'The query: words, "exact", -without, a OR b, year:2008', TEXT, required=True),
    Parameter("entity", "Only these entities", CODE, many=True),
    Parameter("year", "Only these assessment years", YEAR, many=True),
    Parameter("doctype", "Only these kinds", CODE, many=True),
    Parameter("state", "Only documents in these states", DOCUMENT_STATES, many=True),
    Parameter("quality", "Only pages read so well", QUALITIES, many=True),
    Parameter("order", "How hits are ordered", ORDERS),
    Parameter("facets", "Count hits by entity, year, kind, state and quality", FLAG),
    SOME,
    FROM,
)

HANDING_IN = (
    Endpoint(
        "POST", "/uploads", "post_upload", "Hand in files", papers.upload, "Receipt", 201,
        form="Upload", headers=(KEY,), tag="uploads",
    ),
    Endpoint(
        "GET", "/receipts", "get_receipts", "Receipts, newest first", papers.receipts, "Receipts",
        parameters=(SOME,), tag="uploads",
    ),
    Endpoint("GET", "/receipts/<id>", "get_receipt", "One receipt", papers.receipt, "Receipt", tag="uploads"),
)  # fmt: skip
PAPERS = (
    Endpoint(
        "GET", "/documents", "get_documents", "Documents", papers.documents, "Documents",
        parameters=DOCUMENT_FILTERS,
    ),
    Endpoint("GET", "/documents/<document>", "get_document", "One document whole", papers.document, "Whole"),
    Endpoint(
        "GET", "/documents/<document>/original", "get_original", "The bytes as they came", papers.original,
        media=("application/octet-stream",),
    ),
    Endpoint(
        "GET", "/documents/<document>/pages/<int:number>", "get_page", "One page", papers.page, "Page"
    ),
    Endpoint(
        "GET", "/documents/<document>/pages/<int:number>/image", "get_page_image", "The page as a picture",
        papers.page_image, media=PICTURES, parameters=(Parameter("width", "About so many pixels wide", WIDTH),),
        more={"304": "The picture that the caller has is still right"},
    ),
    Endpoint(
        "POST", "/documents/<document>/corrections", "correct_document", "Correct what was understood",
        papers.correct, "Head", body="Correction",
    ),
    Endpoint(
        "POST", "/documents/<document>/matches", "match_document", "Accept or reject for a requirement",
        papers.match, "Matched", body="Match",
    ),
    Endpoint(
        "POST", "/documents/<document>/withdraw", "withdraw_document", "Take out of sight", papers.withdraw,
        "Head", body="Withdrawal",
    ),
    Endpoint(
        "POST", "/documents/<document>/retry", "retry_document", "Read again", papers.retry, "Retried"
    ),
    Endpoint(
        "POST", "/documents/<document>/unlock", "unlock_document", "Give the password of a locked file",
        papers.unlock, "Head", body="Unlocking",
    ),
    Endpoint(
        "POST", "/documents/bind", "bind_documents", "Make one paper of pictures taken page by page",
        papers.bind, "Head", 201, body="Binding",
    ),
    Endpoint("POST", "/retries", "retry_all", "Read again whatever failed", papers.retry_all, "Retried"),
    Endpoint(
        "POST", "/refilings", "refile", "Move papers to another entity or year in one step", papers.refile,
        "Count", body="Refiling",
    ),
)  # fmt: skip
FINDING = (
    Endpoint(
        "GET", "/search", "search", "Page hits", papers.search, "Search", parameters=SEARCH_FILTERS,
        tag="search",
    ),
    Endpoint(
        "GET", "/suggestions", "suggest", "Titles and numbers that begin so", papers.suggest, "Suggestions",
        parameters=(Parameter("q", "The beginning", TEXT, required=True),), tag="search",
    ),
    Endpoint(
        "GET", "/figures", "get_figures", "Figures with their places", papers.figures, "Figures",
        parameters=(ENTITY, YEARS, Parameter("indicator", "Id of the indicator", CODE)), tag="search",
    ),
)  # fmt: skip
JUDGING = (
    Endpoint("GET", "/entities", "get_entities", "Assessed entities", judging.entities, "Entities", tag="audit"),
    Endpoint(
        "GET", "/entities/<code>/years/<int:year>", "get_standing", "The verdict of this moment",
        judging.standing, "EntityAudit", tag="audit",
    ),
    Endpoint(
        "POST", "/audits", "post_audit", "Run the auditor and keep the result", judging.run_audit, "Audit", 201,
        body="AuditOrder", tag="audit",
    ),
    Endpoint(
        "GET", "/audits", "get_audits", "Kept runs, newest first", judging.runs, "Runs", parameters=(YEARS,),
        tag="audit",
    ),
    Endpoint("GET", "/audits/<run>", "get_audit", "One kept run", judging.audit, "Audit", tag="audit"),
    Endpoint(
        "GET", "/audits/<run>/changes", "compare_audits", "What changed since an earlier run", judging.compare,
        "Differences", parameters=(Parameter("since", "The earlier run", CODE, required=True),), tag="audit",
    ),
    Endpoint(
        "POST", "/decisions", "post_decision", "Set the state of a slot; state null takes it back",
        judging.decide, "Decided", body="Decision", tag="audit",
    ),
    Endpoint(
        "GET", "/labels", "get_labels", "Names of quantities that are not mapped to an indicator",
        judging.labels, "Labels", parameters=(YEARS,), tag="audit",
    ),
    Endpoint(
        "POST", "/labels", "post_label", "Say which indicator a name means; null says none",
        judging.map_label, "Mapped", body="LabelOrder", tag="audit",
    ),
    Endpoint(
        "POST", "/verdicts", "post_verdict", "Say what a contradiction is; verdict null takes it back",
        judging.pronounce, "Finding", body="VerdictOrder", tag="audit",
    ),
    Endpoint(
        "GET", "/hand-ins", "get_hand_ins", "Dossiers of a year that are handed in", judging.hand_ins, "HandIns",
        parameters=(YEARS,), tag="audit",
    ),
    Endpoint(
        "POST", "/hand-ins", "post_hand_in", "Hand a dossier in: its entity changes nothing any more",
        judging.hand_in, "HandIn", 201, body="HandInOrder", tag="audit",
    ),
    Endpoint(
        "POST", "/hand-ins/reopen", "reopen_hand_in", "Give a dossier back to its entity",
        judging.reopen, "HandIn", body="Reopening", tag="audit",
    ),
    Endpoint(
        "GET", "/reports/<kind>", "get_report", "The gap or score report as a file", judging.report,
        media=FILES, parameters=(YEARS, ENTITY, Parameter("format", "xlsx, docx, html or pdf", FORMATS)),
        tag="audit",
    ),
    Endpoint(
        "GET", "/changes", "get_changes", "What I did lately", judging.changes, "Changes", parameters=(SOME,),
        tag="audit",
    ),
    Endpoint("POST", "/changes/<int:change>/undo", "undo", "Put one change back", judging.undo, "Change", tag="audit"),
    Endpoint("POST", "/undo", "undo_last", "Put my newest change back", judging.undo_last, "Change", tag="audit"),
)  # fmt: skip
RUNNING = (
    Endpoint(
        "GET", "/jobs", "get_jobs", "How the reading stands", running.jobs, "Jobs",
        parameters=(Parameter("state", "Only jobs in this state", JOB_STATES), SOME), tag="running",
    ),
    Endpoint("GET", "/health", "health", "Whether the service answers", running.health, "Health", open=True, tag="running"),
    Endpoint("GET", "/openapi.json", "openapi", "This document", running.openapi, "OpenAPI", open=True, tag="running"),
    Endpoint("GET", "/me", "me", "Who is asking", running.me, "Me", tag="running"),
    Endpoint("GET", "/users", "get_users", "Accounts", running.users, "Users", tag="running"),
    Endpoint(
        "POST", "/users", "post_user", "A new account with a one-time password", running.add_user, "NewUser", 201,
        body="UserOrder", tag="running",
    ),
    Endpoint(
        "POST", "/users/<name>/disable", "disable_user", "End an account at once", running.disable_user,
        "Disabled", tag="running",
    ),
    Endpoint("POST", "/users/<name>/token", "make_token", "A new API token", running.make_token, "Token", 201, tag="running"),
    Endpoint(
        "GET", "/custody", "get_custody", "The custody log, newest first", running.custody, "Custody",
        parameters=(SOME, Parameter("before", "Only entries before this one", NUMBER)), tag="running",
    ),
)  # fmt: skip
ENDPOINTS = (*HANDING_IN, *PAPERS, *FINDING, *JUDGING, *RUNNING)
