"""What to count in each line of a cost case: above all which cost is avoidable, so that it goes when the work
goes. Only that may be set against a price.
"""

from collections.abc import Mapping

HELP: Mapping[str, str] = {
    "people": "Count only people whose pay ends or who move to other work that you would pay for anyway. "
    "Part-timers count in part.",
    "hours": "Hours that you pay for in a year, with holidays and sickness. Needed only for pay or prices by "
    "the hour.",
    "productive": "What is left of paid hours after holidays, sickness, training and meetings; often 65 to 80 %.",
    "volume": "What a price per unit counts: invoices, payslips, calls.",
    "volume_growth": "It moves both ways: more work needs more people, and a provider bills more.",
    "wage_growth": "From the second year on.",
    "pay": "Salary of the people who do the work, without managers who stay.",
    "pay_per_hour": "In place of pay per year, where you pay by the hour.",
    "loading": "Only what goes with the people. Zero if the pay is already all in.",
    "contract": "Where a provider or a service unit of your own does the work today: all that it charges, with "
    "extras; of a unit of your own only what it would no longer spend. Two lines with years, if the price changes.",
    "recruitment": "Only what you would no longer spend.",
    "tools": "Licences and telecom that you would cancel. What runs on until a contract ends is stranded: enter it "
    "with the way that leaves it behind.",
    "overhead": "Only what truly disappears. A share of rent, management or accounting that is merely allocated "
    "stays, whoever does the work: leave it out.",
    "quality": "What errors and rework cost you and would no longer.",
    "investment": "Only what you would not make if somebody else did the work.",
    "improvement": "What you could save by yourself. A provider must not be praised for it.",
    "other_in_house": "Only what goes when the work goes.",
    "provider_people": "As many as today, unless the provider says otherwise.",
    "price_per_hour": "Times people, paid hours and productive share of today's way.",
    "minimum_people": "Paid even when fewer are needed.",
    "minimum_hours": "Paid even when fewer are needed.",
    "minimum_units": "The volume of the contract that is paid even when less comes.",
    "minimum_outcomes": "Paid even when fewer come.",
    "remaining": "Of all that today's way costs a year, so much goes on: 100 % less what is taken off your hands.",
    "set_up": "Software, building it, first training.",
    "retained": "People who keep a part of the work: approvals, exceptions, steering.",
    "stranded": "What you go on paying although the work is gone: rent, licences, machines, until you can end them.",
    "severance": "Notice, severance or transfer of the people whose pay is taken off above.",
    "income_yearly": "What you get for what becomes free: space that is sublet, people who are lent.",
    "income_once": "What machines or licences bring when they are sold.",
}
