from __future__ import annotations

import pytest

from corpuspkg.dates import find_dates
from corpuspkg.metadata import read_metadata
from corpuspkg.model import DateBasis
from corpuspkg.normalize import normalize
from corpuspkg.segment import segment_text

FORMS = {
    "4th mo. 2d 1789": "1789-04-02",
    "2nd of the 4th month, 1789": "1789-04-02",
    "Feb: the 9th 1642/3": "1643-02-09",
    "30/10 1901": "1901-10-30",
    "Aug, 2nd, 1899": "1899-08-02",
    "12 marca 1936": "1936-03-12",
    "5 Apr1l 1889": "1889-04-05",
    "3 May 2018¹": "2018-05-03",
    "July 23,2019": "2019-07-23",
    "23rd of July, 2019": "2019-07-23",
    "the 16th day of October, in the year 1866": "1866-10-16",
    "2019-07-23": "2019-07-23",
    "23.07.2019": "2019-07-23",
    "7/23/2019": "2019-07-23",
    "7/8/2019": "2019-07-08/2019-08-07",
    "Oct 28": "XXXX-10-28",
    "May 1916": "1916-05",
    "5.iii.1947": "1947-03-05",
    "l2th March, l9l8": "1918-03-12",
    "January 3O, 1952": "1952-01-30",
    "Apri1 4, 1977": "1977-04-04",
    "3/15 June, 1860": "1860-06-15",
    "July 2nd [1902]": "1902-07-02",
    "2 July[3] 1902": "1902-07-02",
    "3 MAYIS 1916": "1916-05-03",
    "3 ſeptember 1650": "1650-09-03",
    "the ſecond of May 1650": "1650-05-02",
    "3 8bris 1650": "1650-10-03",
    "8bris 3, 1650": "1650-10-03",
    "March 1642/3": "1643-03",
    "Easter Monday, 1916": "1916-04-24",
    "St. Patrick's Day 1921": "1921-03-17",
    "le 3 mai 1916": "1916-05-03",
    "1er mai 1916": "1916-05-01",
    "3. Mai 1916": "1916-05-03",
    "3 de mayo de 1916": "1916-05-03",
    "3 мая 1916 г.": "1916-05-03",
    "3 Mayıs 1916": "1916-05-03",
    "3 oktyabr 2020": "2020-10-03",
    "3adh Bealtaine 1916": "1916-05-03",
}


@pytest.mark.parametrize(("written", "edtf"), FORMS.items())
def test_every_usual_form_is_read(written: str, edtf: str) -> None:
    assert [mention.edtf for mention in find_dates(f"On {written}, we met.")] == [edtf]


@pytest.mark.parametrize(
    "text",
    [
        "August 199",
        "366 motorized infantry",
        "Read: 716",
        "may 5 people come",
        "version 1.2.3",
        "12th inst.",
        "4th mo. 2d 1689",
    ],
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert find_dates(text) == ()


@pytest.mark.parametrize("text", ["31 February 2020", "June 31, 1999", "2019-13-01"])
def test_a_day_that_no_calendar_has_is_kept_as_impossible(text: str) -> None:
    assert [(mention.edtf, mention.impossible) for mention in find_dates(text)] == [(None, True)]


BODY = "Dear Mr. Roe,\n\nThe pier was closed on 2 March 2018 and we ask you to open it again.\n\nYours truly,\nAnn Lee"

LETTERS = {
    f"Paris, 3 May 2018\n\n{BODY}": ("2018-05-03", DateBasis.DATELINE),
    f"{BODY}\n\nParis, 3 May 2018": ("2018-05-03", DateBasis.FOOT),
    f"From: a@b.example\nTo: c@d.example\nDate: Thu, 3 May 2018 10:12\n\n{BODY}": ("2018-05-03", DateBasis.HEADER),
    f"The Harbour Board answers\n\nUpdated on 5 May 2018\n\nParis, 3 May 2018\n\n{BODY}": (
        "2018-05-03",
        DateBasis.DATELINE,
    ),
    f"Letter dated 3 May 2018 from the Mayor of Pell addressed to the Harbour Board\n\n{BODY}": (
        "2018-05-03",
        DateBasis.HEADER,
    ),
    f"Sunday, 24/9/16\n\n{BODY.replace('2018', '1916')}": ("1916-09-24", DateBasis.DATELINE),
    f"Oct 28\n\n{BODY.replace(' on 2 March 2018', '')}": ("XXXX-10-28", DateBasis.DATELINE),
    BODY: ("2018-03-02/..", DateBasis.EVIDENCE),
    BODY.replace(" on 2 March 2018", ""): (None, DateBasis.NONE),
    f"31 February 2018\n\n{BODY.replace(' on 2 March 2018', '')}": (None, DateBasis.NONE),
    f"The Gazette\n\n5 May 2018, 10:12\n\n"
    f"The union sent a letter to Mayor John Roe yesterday. The letter reads:\n\n{BODY}": (
        "2018-05-04",
        DateBasis.PUBLICATION,
    ),
    f"The Gazette\n\n5 May 2018, 10:12\n\nThe union sent a letter to Mayor John Roe. The letter reads:\n\n{BODY}": (
        "2018-03-02/2018-05-05",
        DateBasis.PUBLICATION,
    ),
}


@pytest.mark.parametrize(("raw", "expected"), LETTERS.items())
def test_the_letter_s_own_date_is_chosen(raw: str, expected: tuple[str | None, DateBasis]) -> None:
    text = normalize(raw).text
    dates = read_metadata(text, segment_text(text)).dates
    assert (dates.sent_date, dates.basis) == expected


def test_a_page_s_date_in_figures_bounds_a_letter_by_its_later_reading() -> None:
    lead = "The Harbour Trust has sent a letter to Mayor John Roe. It reads:"
    text = normalize(
        f"The pier opens\n\n03/09/2018 | News\n\n{lead}\n\nDear Mr. Roe,\n\nPlease open it.\n\nAnn Lee"
    ).text
    dates = read_metadata(text, segment_text(text)).dates
    assert (dates.sent_date, dates.published_date) == ("../2018-09-03", "2018-03-09/2018-09-03")
