//! Headers of five systems.

use super::*;
use crate::case::Side;

/// The only case of a schedule, in which every column is understood.
fn understood(text: &str, mapping: &(Mapping, Packs)) -> Case {
    let mut schedule = Schedule::open(text.as_bytes(), "s.csv", &mapping.0).expect("rows");
    schedule.ready().unwrap_or_else(|it| panic!("{it}"));
    for column in &schedule.understanding().columns {
        assert_ne!(
            column.meaning,
            super::super::Meaning::Unknown,
            "{}",
            column.header
        );
    }
    let row = schedule.next().expect("a row");
    assert_eq!(
        row.start()
            .map(|it| it.format("%H:%M").to_string())
            .as_deref(),
        Some("07:30")
    );
    row.case(Some(&facility()), &mapping.1)
        .unwrap_or_else(|it| panic!("{it}"))
}

#[test]
fn epic_optime() {
    let case = understood(
        "Log ID,CSN,MRN,Patient Name,DOB,Sex,Sched Date,Start,Room,Primary Surgeon,Panel,Procedure(s),CPT,Pre-op Dx,Laterality,Anesthesia Type,Patient Class,Service,Interpreter Needed,Preferred Language,Allergies,Status\n\
         118,900118,00412907,\"DOE, JANE Q\",3/14/1961,F,12/14/2026,7:30 AM,OR 03,\"Albrecht, Ines, MD [10482]\",1,\"FORAMINOTOMY L4-5 [LEFT]\",63030,\"Radiculopathy, lumbar\",Left,General,Inpatient,Neuro,Yes,Spanish,None,Scheduled\n",
        &mapping("date-order = \"mdy\""),
    );
    assert_eq!(case.encounter.expect("a number").number, "900118");
    assert_eq!(case.interpreter.expect("one").language, "Spanish");
    assert_eq!(case.patient.language.as_deref(), Some("es"));
    assert_eq!(case.procedure.place.as_deref(), Some("OR 03"));
    assert_eq!(case.procedure.planned_date, Some(day(2026, 12, 14)));
}

#[test]
fn cerner() {
    let case = understood(
        "FIN NBR|MRN|Name - Full|Birth Date|Gender|Surgical Area|Room|Sched Start Dt/Tm|Surgeon|Primary Procedure|Secondary Procedure|Modifier|Anesth Type\n\
         118|00412907|DOE, JANE Q|14-MAR-1961|Female|Main OR|3|14-DEC-2026 07:30|Albrecht, Ines|Laminectomy L4-5|Fusion|N/A|General/Regional\n",
        &mapping("[columns]\npatient-name = \"Name - Full\""),
    );
    assert_eq!(case.procedure.add_ons[0].pack, "fusion");
    assert_eq!(case.procedure.place.as_deref(), Some("Main OR, Room 3"));
    assert_eq!(case.procedure.planned_date, Some(day(2026, 12, 14)));
    assert_eq!(case.procedure.anaesthesia.len(), 2);
}

#[test]
fn meditech() {
    let case = understood(
        "ACCT #\tUNIT #\tPATIENT LAST NAME\tPATIENT FIRST NAME\tMI\tBIRTHDATE\tSEX\tSURG DATE\tTIME\tOR\tSURGEON\tPROCEDURE\tSIDE\tANES\n\
         V00118\tM412907\tDOE\tJANE\tQ\t14/03/1961\tF\t14/12/2026\t0730\t3\tALBRECHT,INES MD\tTOTAL KNEE REPLACEMENT\tRIGHT\tSPINAL\n",
        &STANDARD,
    );
    assert_eq!(case.patient.given_names, "JANE Q");
    assert_eq!(case.surgeon.name, "INES ALBRECHT, MD");
    assert_eq!(case.procedure.side, Some(Side::Right));
    assert_eq!(case.procedure.anaesthesia, ["spinal-anaesthesia"]);
}

#[test]
fn vista() {
    let case = understood(
        "CASE #^PATIENT^PATIENT ID^DATE OF BIRTH^OR ROOM^SCHEDULED START TIME^PRINCIPAL OPERATIVE PROCEDURE^OTHER PROCEDURES^PRINCIPAL DIAGNOSIS^SURGEON^ATTENDING SURGEON\n\
         118^DOE,JANE Q^000412907^MAR 14,1961^OR3^DEC 14,2026@07:30^CARPAL TUNNEL RELEASE, LEFT^^CARPAL TUNNEL SYNDROME^ALBRECHT,INES^ALBRECHT,INES\n",
        &mapping("delimiter = \"^\"\nignore = [\"Attending Surgeon\"]"),
    );
    assert_eq!(case.procedure.pack, "carpal-tunnel-release");
    assert_eq!(case.procedure.planned_date, Some(day(2026, 12, 14)));
}

#[test]
fn german() {
    let case = understood(
        "OP-Plan vom 14.12.2026\n\nLfd. Nr.;Fallnummer;Patientennummer;Nachname;Vorname;Geb.-Datum;Geschlecht;OP-Datum;Beginn;Saal;Operateur;Eingriff;Seite;Anästhesie;Dolmetscher;Sprache\n\
         1;118;00412907;Müller;Änne;14.03.1961;w;14.12.2026;07:30 Uhr;2;Dr. Ines Albrecht;Knie-TEP;links;Vollnarkose;nein;Deutsch\n\
         Summe: 1;;;;;;;;;;;;;;;\n",
        &STANDARD,
    );
    assert_eq!(case.patient.family_name, "Müller");
    assert_eq!(case.procedure.side, Some(Side::Left));
    assert_eq!(case.procedure.place.as_deref(), Some("Room 2"));
    assert!(case.interpreter.is_none());
}

#[test]
fn a_cancelled_case_gets_no_form() {
    let read = |status: &str| {
        let text = format!("{HEADER},Status\n{},{status}\n", row("", ""));
        only(text.as_bytes(), &STANDARD)
    };
    for status in [
        "Cancelled - patient ill",
        "CANCELED/rebooked",
        "Pt cancelled",
        "No-Show",
        "Voided",
        "Bumped to Friday",
        "Performed",
        "abgesagt",
    ] {
        let report = read(status).expect_err(status);
        assert!(
            report.contains("s.csv:2:11: `Status` says that"),
            "{report}"
        );
    }
    for status in ["", "Scheduled", "Confirmed", "In progress"] {
        assert!(read(status).is_ok(), "{status}");
    }
}

#[test]
fn an_interpreter_needs_a_language() {
    let text = |said: &str| format!("{HEADER},Interpreter\n{},{said}\n", row("", ""));
    let language = |said| {
        only(text(said).as_bytes(), &STANDARD).map(|it| it.interpreter.map(|it| it.language))
    };
    for said in ["Yes/No", "Y/N", "Yes - declined", "No - declined"] {
        let report = language(said).expect_err(said);
        assert!(report.contains("neither yes nor no"), "{said}: {report}");
    }
    assert_eq!(language("No"), Ok(None));
    assert_eq!(language(""), Ok(None));
    assert_eq!(language("Yes - Polish"), Ok(Some("Polish".into())));
    assert_eq!(language("Polish"), Ok(Some("Polish".into())));
    assert!(
        language("Yes")
            .expect_err("no language")
            .contains("for which language")
    );
    assert!(
        language("SECRET")
            .expect_err("no answer")
            .contains("neither yes nor no")
    );
}
