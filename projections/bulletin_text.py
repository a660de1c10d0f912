"""A bulletin as text: Markdown in Chinese and in English, JSON, and the digest of all three.

The same figures always give the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

import orjson

from domain.events import FindingSeverity
from domain.pay_statement import PayAlarm
from domain.status import Status
from domain.work_plan import TaskState
from projections.bulletin import AreaSteps, BulletinFigures, Counts
from projections.labels import ROLES, STATUSES

NO_RANKING_ZH = (
    "本通报只反映普查工作进程，各地按区划代码排列，不含人口数据，不作排名；"
    "普查取得的数据不得作为对地方政府考核的依据（《全国人口普查条例》第三十三条）。"
)
NO_RANKING_EN = (
    "This bulletin tells how the census work goes and nothing else. Areas stand in the order of "
    "their codes; it holds no figure of the population and ranks nobody. Figures of a census are "
    "no basis for rating local governments (Regulations on the National Population Census, "
    "article 33)."
)


class Language(StrEnum):
    """A language that a bulletin is written in."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class BulletinText:
    """A bulletin as it is given out; ``sha256`` (hex) is over its JSON and both texts."""

    zh: str
    en: str
    json: bytes
    sha256: str


def bulletin_text(figures: BulletinFigures) -> BulletinText:
    """The text of a bulletin in both languages, with its digest."""
    zh, en = _page(figures, Language.ZH), _page(figures, Language.EN)
    told = orjson.dumps(asdict(figures), option=orjson.OPT_SORT_KEYS)
    digest = hashlib.sha256(b"\n".join((told, zh.encode(), en.encode()))).hexdigest()
    return BulletinText(zh, en, told, digest)


def _page(figures: BulletinFigures, language: Language) -> str:
    write = _Writer(language)
    place = f"{figures.name} {figures.area}"
    lines = [
        write.say(f"# 人口普查工作通报：{place}", f"# Bulletin on the census work: {place}"),
        write.say(
            f"截至账簿位置 {figures.position}（{figures.on}）",
            f"As of position {figures.position} of the book ({figures.on})",
        ),
        write.say(NO_RANKING_ZH, NO_RANKING_EN),
        write.say("## 进度（户数）", "## Progress (households)"),
        write.progress(figures.areas),
        write.say("## 审核退回", "## Returns by review"),
        write.returns(figures.areas),
        write.say("## 人员配备", "## Staffing"),
        write.staffing(figures),
        write.cover(figures),
        write.say("## 疑点核查", "## Doubts"),
        write.doubts(figures),
        write.say("## 劳动报酬", "## Pay"),
        write.pay(figures),
        write.say("## 任务", "## Tasks"),
        write.tasks(figures),
        write.say("## 检查与整改", "## Inspections and rectification"),
        write.inspections(figures),
    ]
    return "\n\n".join(line for line in lines if line) + "\n"


class _Writer:
    """Writes the parts of a bulletin in one language."""

    def __init__(self, language: Language) -> None:
        self._chinese = language is Language.ZH

    def say(self, zh: str, en: str) -> str:
        """The one of two wordings that is this language's."""
        return zh if self._chinese else en

    def progress(self, areas: Sequence[AreaSteps]) -> str:
        """A line an area, a column a step at which anything stands."""
        steps = [status for status in Status if any(a.steps[status.value] for a in areas)]
        labels = [STATUSES[status] for status in steps]
        head = [
            self.say("代码", "code"),
            self.say("地区", "area"),
            self.say("户数", "households"),
            *(self.say(label.zh, label.en) for label in labels),
        ]
        rows = (
            [a.area, a.name, str(a.listed), *(str(a.steps[step.value]) for step in steps)]
            for a in areas
        )
        return _table(head, rows)

    def returns(self, areas: Sequence[AreaSteps]) -> str:
        """How often records were submitted and sent back, and the share of the two."""
        head = [
            self.say("代码", "code"),
            self.say("提交次数", "submitted"),
            self.say("退回次数", "sent back"),
            self.say("退回率‰", "sent back per mille"),
        ]
        rows = (
            [a.area, str(a.submissions), str(a.returns), _per_mille(a.returns, a.submissions)]
            for a in areas
        )
        return _table(head, rows)

    def staffing(self, figures: BulletinFigures) -> str:
        """A line a role."""
        head = [
            self.say("岗位", "post"),
            self.say("设岗", "posts"),
            self.say("在岗", "held"),
            self.say("停职", "suspended"),
        ]
        rows = (
            [
                self.say(ROLES[line.role].zh, ROLES[line.role].en),
                str(line.posts),
                str(line.held),
                str(line.suspended),
            ]
            for line in figures.staffing
        )
        return _table(head, rows)

    def cover(self, figures: BulletinFigures) -> str:
        """Places without their people, and people who are about to be missing."""
        found = figures.cover
        lines = [
            self.say(
                f"- 无人负责 {len(found.gaps)} 处，重复负责 {found.overlaps} 处",
                f"- {len(found.gaps)} places without their person, {found.overlaps} with several",
            ),
            self.say(
                f"- 即将离岗或停职 {found.about_to_lose} 人，无有效证件 {found.uncertified} 人",
                f"- {found.about_to_lose} people about to leave or suspended, "
                f"{found.uncertified} without a valid credential",
            ),
        ]
        counted = "\n".join(lines)
        if not found.gaps:
            return counted
        head = [self.say("空缺岗位", "missing"), self.say("地区", "area")]
        rows = ([self.say(ROLES[gap.role].zh, ROLES[gap.role].en), gap.place] for gap in found.gaps)
        return f"{counted}\n\n{_table(head, rows)}"

    def doubts(self, figures: BulletinFigures) -> str:
        """A line a rule."""
        if not figures.doubts:
            return self.say("无疑点。", "No doubts.")
        head = [
            self.say("规则", "rule"),
            self.say("疑点", "raised"),
            self.say("未核实", "open"),
        ]
        rows = ([line.rule, str(line.raised), str(line.open)] for line in figures.doubts)
        return _table(head, rows)

    def pay(self, figures: BulletinFigures) -> str:
        """Statements, arrears, and each alarm with how often it stands."""
        yuan = f"{figures.pay.arrears_fen // 100}.{figures.pay.arrears_fen % 100:02}"
        lines = [
            self.say(
                f"- 报酬结算单 {figures.pay.statements} 份，拖欠 {yuan} 元",
                f"- {figures.pay.statements} pay statements, {yuan} yuan in arrears",
            ),
            *(
                self.say(f"- {alarm.zh}：{count} 份", f"- {alarm.en}: {count}")
                for alarm in PayAlarm
                if (count := figures.pay.alarms[alarm.value])
            ),
        ]
        return "\n".join(lines)

    def tasks(self, figures: BulletinFigures) -> str:
        """How many tasks there are in each state, and those that are overdue."""
        lines = [
            self.say(f"- {state.zh}：{count} 项", f"- {state.en}: {count}")
            for state in TaskState
            if (count := figures.tasks.get(state.value, 0))
        ]
        if not lines:
            return self.say("无任务。", "No tasks.")
        counted = "\n".join(lines)
        if not figures.overdue:
            return counted
        head = [
            self.say("逾期任务", "overdue"),
            self.say("内容", "title"),
            self.say("地区", "area"),
            self.say("期限", "due"),
            self.say("责任岗位", "post"),
        ]
        rows = (
            [t.code, t.title, t.area, t.due, self.say(t.post_zh, t.post_en)]
            for t in figures.overdue
        )
        return f"{counted}\n\n{_table(head, rows)}"

    def inspections(self, figures: BulletinFigures) -> str:
        """How many inspections there were, and their findings by severity."""
        found = figures.inspections
        lines = [
            self.say(
                f"- 检查 {found.planned} 次，已实施 {found.carried_out} 次",
                f"- {found.planned} inspections, {found.carried_out} of them carried out",
            )
        ]
        for severity in FindingSeverity:
            if severity.value in found.findings:
                every = found.findings[severity.value]
                unclosed = _of(found.unclosed, severity)
                lines.append(
                    self.say(
                        f"- {severity.zh}问题 {every} 个，尚未销号 {unclosed} 个",
                        f"- {severity.en} findings: {every}, not closed yet: {unclosed}",
                    )
                )
        return "\n".join(lines)


def _of(counts: Counts, severity: FindingSeverity) -> int:
    return counts.get(severity.value, 0)


def _per_mille(part: int, whole: int) -> str:
    """Rounded half up, with integers alone."""
    return "-" if whole == 0 else str((2000 * part + whole) // (2 * whole))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("\n", " ")
