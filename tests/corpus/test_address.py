import pytest
from hypothesis import given, settings, strategies as st

from corpus.address import Address, covers, number_key, parse, parse_all
from corpus.errors import AddressError

NUMBERS = st.from_regex(r"[1-9][0-9]?(\.(0\.)?[1-9])?", fullmatch=True)
LETTERS = st.sampled_from("abcdefghijklmnopqrstuvwxyz").map(lambda c: f"({c})")
ROMANS = st.sampled_from(["(i)", "(ii)", "(iii)", "(iv)", "(ix)", "(xii)", "(iii.1)"])
TERMS = st.sampled_from(['"board"', '"health service provider"', '"fournisseur de soins"'])


@st.composite
def addresses(draw: st.DrawFn) -> Address:
    instrument = draw(st.sampled_from(["", "O. Reg. 515/09", "LHSIA", "2010, c. 14", "Bill 11 (2025)"]))
    schedule = draw(st.sampled_from(["", "1", "2", "B"]))
    if draw(st.booleans()):
        part = draw(st.sampled_from(["I", "V", "V.1", "XII"]))
        return Address(instrument=instrument, schedule=schedule, part=part)
    steps: list[str] = []
    if draw(st.booleans()):
        steps.append(f"({draw(NUMBERS)})")
    tail = draw(st.sampled_from(["", "clause", "paragraph", "definition"]))
    if tail == "clause":
        steps += [draw(LETTERS), *draw(st.lists(ROMANS, max_size=1))]
    elif tail == "paragraph":
        steps += [
            f"{draw(NUMBERS)}.",
            *draw(st.sampled_from([[], ["ii."], ["ii.", "B."], ["(a)"], ["(i)", "ii."]])),
        ]
    elif tail == "definition":
        steps.append(draw(TERMS))
    return Address(instrument=instrument, schedule=schedule, section=draw(NUMBERS), steps=tuple(steps))


@given(addresses())
@settings(max_examples=150, deadline=None)
def test_what_is_printed_is_read_back(address: Address) -> None:
    assert parse(str(address)) == address
    assert parse(address.french()) == address


@given(addresses(), addresses())
@settings(max_examples=80, deadline=None)
def test_order_is_total_and_covering_goes_one_way(first: Address, second: Address) -> None:
    assert (first < second) + (second < first) + (first == second) == 1
    assert covers(first, first)
    if covers(first, second) and covers(second, first):
        assert first == second


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("s. 5.1 (2) (a) (ii)", "s. 5.1 (2) (a) (ii)"),
        ("section 27(3)(a)", "s. 27 (3) (a)"),
        ("clause 27 (3) (a)", "s. 27 (3) (a)"),
        ("art. 27 (3) a)", "s. 27 (3) (a)"),
        ("par. 27 (3)", "s. 27 (3)"),
        ("l'alinéa 27 (3) a)".removeprefix("l'"), "s. 27 (3) (a)"),
        ("ss. 19-21.2", "ss. 19-21.2"),
        ("art. 19 à 21.2", "ss. 19-21.2"),
        ("s. 19 (3)-(5)", "s. 19 (3)-(5)"),
        ("par. 4", "par. 4"),
        ("paragraph 4 of subsection 27 (3)", "s. 27 (3), par. 4"),
        ("disposition 4 du paragraphe 27 (3)", "s. 27 (3), par. 4"),
        ("s. 4, subpar. 2 ii A", "s. 4, par. 2 ii A"),
        ("Part V", "Part V"),
        ("partie V, art. 3", "Part V, s. 3"),
        ("Préambule", "Preamble"),
        ("O. Reg. 515/09, s. 2", "O. Reg. 515/09, s. 2"),
        ("Règl. de l’Ont. 515/09, art. 2", "O. Reg. 515/09, s. 2"),
        ("O. Reg. 284/11", "O. Reg. 284/11"),
        ("Sched. 1, s. 3", "sched. 1, s. 3"),
        ("annexe 1, art. 3", "sched. 1, s. 3"),
        ("s. 2 (1) “board”", 's. 2 (1) "board"'),
    ],
)
def test_normal_form(written: str, normal: str) -> None:
    assert str(parse(written)) == normal


def test_a_list_shares_what_its_members_leave_out() -> None:
    found = [str(a) for a in parse_all("LHSIA, ss. 18 (1)-(3), (5), 19 (1)-(2), 21")]
    assert found == ["LHSIA, s. 18 (1)-(3)", "LHSIA, s. 18 (5)", "LHSIA, s. 19 (1)-(2)", "LHSIA, s. 21"]
    assert [str(a) for a in parse_all("LHSIA, Parts III, V, ss. 19-21.2")][1:] == [
        "LHSIA, Part V",
        "LHSIA, ss. 19-21.2",
    ]


@pytest.mark.parametrize(
    "text", ["", "27", "LHSIA", "s.", "s. 27 banana", "ss. 9-3", "s. 27 (", "s. 27 (3)-(1)"]
)
def test_what_is_no_address_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(AddressError, match=r"“.*”.*\.$"):
        parse(text)


def test_several_addresses_are_not_one() -> None:
    with pytest.raises(AddressError, match="names 2 provisions"):
        parse("ss. 3, 4")


@pytest.mark.parametrize(
    ("parent", "child", "inside"),
    [
        ("s. 27", "s. 27 (3) (a)", True),
        ("s. 27 (3)", "s. 27", False),
        ("s. 2", "s. 27", False),
        ("ss. 19-21.2", "s. 20.1 (1)", True),
        ("ss. 19-21.2", "s. 21.3", False),
        ("ss. 19-21.2", "ss. 20-21", True),
        ("s. 19 (3)-(5)", "s. 19 (4) (b)", True),
        ("s. 19 (3)-(5)", "s. 19 (6)", False),
        ("Part V", "Part V, s. 3", True),
        ("Part V", "s. 3", False),
        ("O. Reg. 515/09", "O. Reg. 515/09, s. 2", True),
        ("s. 2", "O. Reg. 515/09, s. 2", False),
        ("sched. 1", "sched. 1, s. 3", True),
        ("s. 3", "sched. 1, s. 3", False),
        ("Preamble", "s. 1", False),
    ],
)
def test_covers(parent: str, child: str, inside: bool) -> None:
    assert covers(parse(parent), parse(child)) is inside


def test_order_follows_the_page() -> None:
    written = [
        "Preamble",
        "s. 5",
        "s. 5 (1)",
        "s. 5 (2)",
        "s. 5 (2.1)",
        "s. 5 (10)",
        "s. 5.1",
        "s. 27",
        "s. 27.0.1",
    ]
    written += [
        "s. 27.1",
        "s. 27.2",
        "s. 27.10",
        "s. 28 (1) (h)",
        "s. 28 (1) (i)",
        "s. 28 (1) (z)",
        "s. 28 (1) (aa)",
    ]
    ordered = sorted(parse(w) for w in written[::-1])
    assert [str(a) for a in ordered] == written
    romans = sorted(parse(f"s. 1 (a) ({r})") for r in ("v", "ix", "ii", "x", "iii"))
    assert [a.steps[-1] for a in romans] == ["(ii)", "(iii)", "(v)", "(ix)", "(x)"]


def test_federal_decimals_with_a_leading_zero_stand_before_the_first() -> None:
    assert number_key("12") < number_key("12.01") < number_key("12.1") < number_key("13")


def test_slug_names_the_place_in_plain_letters() -> None:
    assert parse("s. 27.0.1 (3) (a)").slug() == "s-27.0.1-3-a"
    assert parse("O. Reg. 515/09, s. 2").slug() == "o-reg-515-09-s-2"
