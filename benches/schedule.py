"""A made-up schedule: `schedule.py ROWS`. One operation at one level, two sides, three
surgeons, names of many lengths; the same rows every time."""

import random
import sys

GIVEN = """Maya Ines Bo Karl Anna Lena Tomas Peter Ruth Carla Dieter Hanna Ivo Jana Luca Mira
Nora Oskar Paul Rosa Sven Tilda Ulla Vera Wim Griffith Zoë Łukasz Ömer""".split()
FAMILY = """Okafor Lindqvist Meyer Schmidt Garcia Smith Jones Brown Taylor Wilson Davies Evans
Thomas Roberts Walker Wright Thompson White Hughes Edwards Green Hall Wood Harris Lewis Martin
Jackson Clarke Müller Ødegård Şahin Featherstonehaugh""".split()
REASONS = ["Leg pain for six months", "Numbness and pain", "Narrowing seen on the scan"]
SURGEONS = ["Albrecht, Ines MD", "Wong, K MD", "Patel, R MD"]


def main(rows):
    pick = random.Random(7)
    print(
        "MRN,Patient Name,DOB,Sex,Sched Date,Start,Room,Primary Surgeon,Procedure(s),"
        "Laterality,Level(s),Anesthesia Type,Pre-op Dx"
    )
    for row in range(rows):
        name = f"{pick.choice(FAMILY)}, {pick.choice(GIVEN)} {pick.choice('ABCDEFG')}"
        born = f"{pick.randint(1935, 2000)}-{pick.randint(1, 12):02}-{pick.randint(1, 28):02}"
        day = f"2030-12-{pick.randint(1, 28):02},{pick.randint(7, 16):02}:30"
        place = f"OR {pick.randint(1, 9)}"
        print(
            f'{10_000_000 + row},"{name}",{born},{pick.choice("FM")},{day},{place},'
            f'"{pick.choice(SURGEONS)}",Foraminotomy,{pick.choice(["Left", "Right"])},L4-5,'
            f"General,{pick.choice(REASONS)}"
        )


main(int(sys.argv[1]))
