"""Amounts for print: exact decimals with as many places as the currency has.

Sampling uses floating point; whatever is printed as money passes through here once, and sums are
sums of the printed amounts, so that a column always adds up on paper.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

_PLACES = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
PLACES = {code: places for places, codes in _PLACES.items() for code in codes.split()}
"""Decimal places of the currencies that do not have two (ISO 4217, list one)."""

_IN_USE = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN
    BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR
    FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY
    KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU
    MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON
    RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP
    TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER
    ZAR ZMW ZWG
"""
CODES = frozenset(_IN_USE.split())
"""The currencies that are in use: ISO 4217, list one, without metals, drawing rights, bond units and codes
for tests and for none."""


def is_currency(code: str) -> bool:
    """Whether this is the code of a currency in use, as it is written."""
    return code in CODES


SIGNS = {
    "€": "EUR",
    "£": "GBP EGP FKP GIP SHP",
    "$": "USD AUD CAD NZD HKD SGD TWD MXN CLP COP ARS UYU",
    "¥": "JPY CNY",
    "₹": "INR",
    "R$": "BRL",
    "kr": "SEK NOK DKK ISK",
    "Fr": "CHF",
    "zł": "PLN",
    "Kč": "CZK",
    "Ft": "HUF",
}
"""Signs of money, and the currencies that they may stand for (ISO 4217 codes)."""


def currencies(mark: str) -> tuple[str, ...]:
    """The currencies that a sign or a code may stand for; none when it is neither."""
    return (mark,) if is_currency(mark) else tuple(SIGNS.get(mark, "").split())


def places(currency: str) -> int:
    """How many decimal places amounts in this currency have (ISO 4217 code)."""
    return PLACES.get(currency.upper(), 2)


def money(amount: float | Decimal, currency: str) -> Decimal:
    """The amount rounded half up to the smallest unit of the currency; never minus zero.

    Raises ``decimal.InvalidOperation`` for what is not a finite number.
    """
    exact = amount if isinstance(amount, Decimal) else Decimal(repr(float(amount)))
    return exact.quantize(Decimal(1).scaleb(-places(currency)), ROUND_HALF_UP) + 0


def add_up(rows: Iterable[Sequence[Decimal]], columns: int) -> tuple[Decimal, ...]:
    """Column sums of printed rows; zeros when there is no row."""
    totals = [Decimal(0)] * columns
    for row in rows:
        totals = [total + amount for total, amount in zip(totals, row, strict=True)]
    return tuple(totals)
