//! The log: no gap, no changed byte, each record after the one it names.

use super::{PAGE, Verified};
use crate::archive::Inner;
use crate::archive::log::{Head, sha256};
use crate::error::Problem;

impl Inner {
    pub(super) async fn verify_chain(
        &mut self,
        earlier: &[Head],
        verified: &mut Verified,
    ) -> Result<(), Problem> {
        let mut last = Head::none();
        let mut after = i64::MIN;
        let mut seen: Vec<&Head> = Vec::new();
        loop {
            let page = self.index.log(after, PAGE).await?;
            let Some(end) = page.last() else { break };
            after = end.seq;
            for line in &page {
                verified.records += 1;
                let n = line.seq;
                if n != last.seq as i64 + 1 {
                    let first = last.seq + 1;
                    verified.fault(
                        None,
                        format!("records of the log are missing: from {first} to before {n}"),
                    );
                }
                let hash = sha256(line.record.as_bytes());
                if hash != line.hash {
                    verified.fault(
                        None,
                        format!("record {n} of the log or its hash was changed"),
                    );
                }
                match line.parse() {
                    None => verified.fault(None, format!("record {n} of the log cannot be read")),
                    Some(record) => {
                        if record.seq as i64 != n {
                            verified.fault(
                                None,
                                format!("record {n} of the log has another number inside"),
                            );
                        }
                        if record.previous != last.hash {
                            verified.fault(
                                None,
                                format!("record {n} of the log does not follow the one before it"),
                            );
                        }
                        if record.form != line.form_id {
                            verified.fault(
                                Some(&record.form),
                                format!("the column form_id of record {n} of the log was changed"),
                            );
                        }
                    }
                }
                last = Head {
                    seq: n.max(0) as u64,
                    hash,
                };
                seen.extend(earlier.iter().filter(|head| **head == last));
            }
        }
        for head in earlier.iter().filter(|head| !seen.contains(head)) {
            verified.fault(
                None,
                format!("the log does not continue the head {head}: it was cut or written anew"),
            );
        }
        match self.index.head().await {
            Ok(head) if head == last => {}
            Ok(_) => verified.fault(None, "the table `head` does not name the end of the log"),
            Err(problem) => verified.fault(None, problem.says),
        }
        verified.head = last;
        Ok(())
    }
}
