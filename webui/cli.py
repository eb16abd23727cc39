"""`qijuan`: every command of the contract; heavy modules are imported only by the command that needs them."""

from __future__ import annotations

import gettext
import importlib
import io
import os
import sys
from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from typing import Any

import click

COMMANDS: dict[str, str] = {
    "init": "webui.commands.home",
    "demo": "webui.commands.home",
    "serve": "webui.commands.home",
    "worker": "webui.commands.home",
    "doctor": "webui.commands.home",
    "entities": "webui.commands.books",
    "check-rulebook": "webui.commands.books",
    "ingest": "webui.commands.filing",
    "documents": "webui.commands.filing",
    "show": "webui.commands.filing",
    "search": "webui.commands.filing",
    "figures": "webui.commands.filing",
    "audit": "webui.commands.judging",
    "runs": "webui.commands.judging",
    "report": "webui.commands.judging",
    "correct": "webui.commands.deciding",
    "decide": "webui.commands.deciding",
    "match": "webui.commands.deciding",
    "withdraw": "webui.commands.deciding",
    "refile": "webui.commands.deciding",
    "bind": "webui.commands.deciding",
    "unlock": "webui.commands.deciding",
    "retry": "webui.commands.deciding",
    "undo": "webui.commands.deciding",
    "pronounce": "webui.commands.pronouncing",
    "labels": "webui.commands.naming",
    "hand-in": "webui.commands.handing",
    "users": "webui.commands.people",
    "verify": "webui.commands.keeping",
    "fsck": "webui.commands.keeping",
    "reindex": "webui.commands.keeping",
    "backup": "webui.commands.keeping",
    "restore": "webui.commands.keeping",
    "migrate-store": "webui.commands.moving",
}

HELP = {
    "init": "新建资料库",
    "demo": "示范城市: 生成、读取、审核并打开网页",
    "serve": "启动网页 (自带处理进程)",
    "worker": "只启动处理进程",
    "doctor": "检查环境",
    "entities": "考核对象: 导入、列出",
    "check-rulebook": "检查规则文件",
    "ingest": "收件: 文件、文件夹、压缩包",
    "documents": "列出文件",
    "show": "一份文件的全部内容",
    "search": "检索证据, 命中到页",
    "figures": "读到的数字及出处",
    "audit": "审核: 应交材料与发现",
    "runs": "历次审核, 比较两次审核",
    "report": "缺口报告、得分报告",
    "correct": "更正文件信息",
    "decide": "人工认定应交格",
    "match": "认可或否定一份文件用于某项材料",
    "withdraw": "撤回误传的文件",
    "refile": "整批改归属",
    "bind": "把按页拍摄的图片装订成一份",
    "unlock": "为加密文件输入密码",
    "retry": "重新读取",
    "undo": "撤销上一步",
    "pronounce": "认定一处矛盾: 真矛盾、口径不同、识别错误",
    "labels": "不认识的指标名称, 说明它们是什么",
    "hand-in": "报送本年度材料, 或退回修改",
    "users": "用户与令牌",
    "verify": "核对原件与保管链",
    "fsck": "核对原件、记录、任务、索引、回执是否一致",
    "reindex": "重建检索库",
    "backup": "备份",
    "restore": "从备份恢复",
    "migrate-store": "在单机与集群之间迁移资料库",
}


class LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        found: click.Command = getattr(importlib.import_module(module), cmd_name.replace("-", "_"))
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, HELP[name]) for name in COMMANDS])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option("0.1.0", prog_name="qijuan", help="显示版本。")
@click.option("--as", "as_user", metavar="NAME", help="以该用户的身份和权限执行。")
def cli(as_user: str | None) -> None:
    """齐卷: 收齐、读懂、核对节能考核材料。"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point: turn every error into its exit code and, with --json, into one JSON document."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # Chinese and odd file names, whatever the terminal's locale
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    words = list(sys.argv[1:] if arguments is None else arguments)
    _open_streams()
    code = run(words)
    sys.exit(code if _flushed() else code or 1)


def _speak_chinese() -> None:
    """The frame that Click puts around our words takes its own from our catalogue, whatever the locale."""
    gettext.bindtextdomain("qijuan", Path(__file__).parent / "locale")
    gettext.textdomain("qijuan")
    os.environ["LANGUAGE"] = "zh_CN"


def _open_streams() -> None:
    """A closed stdout or stderr swallows what is said; the work is done all the same."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w"))


def _flushed() -> bool:
    """False when what we said did not arrive; then nothing more is tried, not even at the interpreter's end."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return False
    return True


def run(words: list[str]) -> int:
    from webui.errors_cli import report_error

    _speak_chinese()
    try:
        result: Any = cli.main(words, prog_name="qijuan", standalone_mode=False)
    except click.exceptions.Exit as error:
        return error.exit_code
    except BrokenPipeError:
        return 1  # the reader went away; nothing more can be said to it
    except SystemExit as error:  # how click ends when the reader went away
        return error.code if isinstance(error.code, int) else 1
    except BaseException as error:  # noqa: BLE001 - the last net: a user never sees a stack trace
        return report_error(error, as_json="--json" in words)
    return result if isinstance(result, int) else 0


if __name__ == "__main__":
    main()
