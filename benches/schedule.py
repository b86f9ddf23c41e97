"""A made-up schedule: `schedule.py ROWS [varied]`. One operation, names of many lengths, three
surgeons; the same rows every time. At one level on two sides; or, varied, at many levels for
patients who smoke, have diabetes or take blood thinners or not, so that few rows are alike."""

import random
import sys

GIVEN = """Maya Ines Bo Karl Anna Lena Tomas Peter Ruth Carla Dieter Hanna Ivo Jana Luca Mira
Nora Oskar Paul Rosa Sven Tilda Ulla Vera Wim Griffith Zoë Łukasz Ömer""".split()
FAMILY = """Okafor Lindqvist Meyer Schmidt Garcia Smith Jones Brown Taylor Wilson Davies Evans
Thomas Roberts Walker Wright Thompson White Hughes Edwards Green Hall Wood Harris Lewis Martin
Jackson Clarke Müller Ødegård Şahin Featherstonehaugh""".split()
REASONS = ["Leg pain for six months", "Numbness and pain", "Narrowing seen on the scan"]
SURGEONS = ["Albrecht, Ines MD", "Wong, K MD", "Patel, R MD"]
VARIED_FAMILY = FAMILY + "Nguyễn Trần Phạm Țurcanu Wójcik Szűcs".split()
LEVELS = "C3-4 C4-5 C5-6 C6-7 C7-T1 L2-3 L3-4 L4-5 L5-S1".split()


def main(rows, varied):
    pick = random.Random(7)
    print(
        "MRN,Patient Name,DOB,Sex,Sched Date,Start,Room,Primary Surgeon,Procedure(s),"
        "Laterality,Level(s),Anesthesia Type,Pre-op Dx,Smoker,Diabetes,Anticoagulant"
    )
    for row in range(rows):
        name = f"{pick.choice(VARIED_FAMILY if varied else FAMILY)}, {pick.choice(GIVEN)} {pick.choice('ABCDEFG')}"
        born = f"{pick.randint(1935, 2000)}-{pick.randint(1, 12):02}-{pick.randint(1, 28):02}"
        day = f"2030-12-{pick.randint(1, 28):02},{pick.randint(7, 16):02}:30"
        place = f"OR {pick.randint(1, 9)}"
        level = pick.choice(LEVELS) if varied else "L4-5"
        yes = ["yes" if varied and pick.random() < share else "no" for share in (0.2, 0.18, 0.12)]
        print(
            f'{10_000_000 + row},"{name}",{born},{pick.choice("FM")},{day},{place},'
            f'"{pick.choice(SURGEONS)}",Foraminotomy,{pick.choice(["Left", "Right"])},{level},'
            f"General,{pick.choice(REASONS)},{','.join(yes)}"
        )


main(int(sys.argv[1]), sys.argv[2:] == ["varied"])
