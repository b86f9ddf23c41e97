//! When a risk, a figure or a passage applies.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::case::{Position, Region, Sex, Side};

/// A condition over the case. Keys that are given must all hold; a list holds
/// when any of its entries does. An empty condition always holds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct When {
    /// Any of these regions of the spine is operated on.
    pub region: Vec<Region>,
    /// A nerve that leaves there belongs to one of these regions: at C7–T1 it is the
    /// eighth nerve of the neck, whatever the vertebrae.
    pub nerve: Vec<Region>,
    /// The side is one of these.
    pub side: Vec<Side>,
    /// The approach is one of these.
    pub approach: Vec<String>,
    /// The patient lies in one of these positions.
    pub position: Vec<Position>,
    /// One of these add-ons is planned or possible.
    pub add_on: Vec<String>,
    /// None of these packs is part of the plan, as the operation or as an add-on.
    pub no_add_on: Vec<String>,
    /// The patient has one of these factors.
    pub factor: Vec<String>,
    /// One of these kinds of anaesthesia is planned.
    pub anaesthesia: Vec<String>,
    /// The same place has been operated on before, or has not.
    pub revision: Option<bool>,
    /// The pack is the operation itself (`base`) or an add-on of it.
    pub role: Option<Role>,
    /// More than one level is operated on, or only one.
    pub several_levels: Option<bool>,
    /// Sex as recorded; holds as well where it is not known, so that nothing is dropped.
    pub sex: Vec<Sex>,
    /// Years at the planned date, at least.
    pub age_from: Option<u32>,
    /// Years at the planned date, at most.
    pub age_to: Option<u32>,
}

/// What a pack is in this consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The operation itself.
    Base,
    /// Something done with it, planned or possible.
    AddOn,
}
