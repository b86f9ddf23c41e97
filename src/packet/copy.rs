//! Objects of one file become objects of the packet.
//!
//! What stands for itself (fonts, colours, signs, the content of a page) is kept once, by
//! a hash of all that it consists of. Pages, tags, fields and bookmarks know their
//! neighbours, so each copy has its own.

use std::collections::{BTreeMap, HashMap};

use lopdf::{Dictionary, Document, Object, ObjectId};
use sha2::{Digest, Sha256};

/// What the packet has already, by its hash.
pub(super) type Shared = HashMap<[u8; 32], ObjectId>;

/// One file on its way into the packet.
pub(super) struct Copy<'a> {
    from: &'a Document,
    to: &'a mut Document,
    shared: &'a mut Shared,
    /// What is added to numbers of the parent tree.
    offset: i64,
    /// Old ids and new ones.
    known: BTreeMap<ObjectId, ObjectId>,
    stands_alone: BTreeMap<ObjectId, bool>,
    /// Old ids whose objects are still to be copied.
    waiting: Vec<ObjectId>,
}

impl<'a> Copy<'a> {
    pub(super) fn new(
        from: &'a Document,
        to: &'a mut Document,
        shared: &'a mut Shared,
        offset: i64,
    ) -> Self {
        Self {
            from,
            to,
            shared,
            offset,
            known: BTreeMap::new(),
            stands_alone: BTreeMap::new(),
            waiting: Vec::new(),
        }
    }

    /// Says what stands in the packet for an object of the file, which is not copied.
    pub(super) fn becomes(&mut self, old: ObjectId, new: ObjectId) {
        self.known.insert(old, new);
    }

    /// The id in the packet.
    pub(super) fn id(&mut self, old: ObjectId) -> lopdf::Result<ObjectId> {
        if let Some(new) = self.known.get(&old) {
            return Ok(*new);
        }
        let new = if self.is_alone(old)? {
            let object = self.object(self.from.get_object(old)?.clone())?;
            let mut hash = Sha256::new();
            digest(&object, &mut hash);
            let to = &mut *self.to;
            let add = || to.add_object(object);
            *self
                .shared
                .entry(hash.finalize().into())
                .or_insert_with(add)
        } else {
            self.waiting.push(old);
            self.to.new_object_id()
        };
        self.known.insert(old, new);
        Ok(new)
    }

    /// A value with the ids that it has in the packet.
    pub(super) fn object(&mut self, mut object: Object) -> lopdf::Result<Object> {
        match &mut object {
            Object::Reference(id) => *id = self.id(*id)?,
            Object::Array(items) => {
                for item in items {
                    *item = self.object(std::mem::replace(item, Object::Null))?;
                }
            }
            Object::Dictionary(dict) => self.dictionary(dict)?,
            Object::Stream(stream) => self.dictionary(&mut stream.dict)?,
            _ => {}
        }
        Ok(object)
    }

    fn dictionary(&mut self, dict: &mut Dictionary) -> lopdf::Result<()> {
        for (key, value) in dict.iter_mut() {
            *value = match (key.as_slice(), &*value) {
                (b"StructParent" | b"StructParents", Object::Integer(number)) => {
                    Object::Integer(number + self.offset)
                }
                _ => self.object(std::mem::replace(value, Object::Null))?,
            };
        }
        Ok(())
    }

    /// Copies everything that was asked for, and what that asks for.
    pub(super) fn finish(&mut self) -> lopdf::Result<()> {
        while let Some(old) = self.waiting.pop() {
            let object = self.object(self.from.get_object(old)?.clone())?;
            if let Some(new) = self.known.get(&old) {
                self.to.objects.insert(*new, object);
            }
        }
        Ok(())
    }

    /// Whether nothing in an object depends on where in the packet it stands.
    fn is_alone(&mut self, id: ObjectId) -> lopdf::Result<bool> {
        if let Some(known) = self.stands_alone.get(&id) {
            return Ok(*known);
        }
        // Until it is known otherwise: what comes back to itself has a place.
        self.stands_alone.insert(id, false);
        let object = self.from.get_object(id)?;
        let alone = !self.known.contains_key(&id) && !has_a_place(object) && {
            let mut below = Vec::new();
            references(object, &mut below);
            let mut alone = true;
            for id in below {
                alone = alone && self.is_alone(id)?;
            }
            alone
        };
        self.stands_alone.insert(id, alone);
        Ok(alone)
    }
}

/// Pages, annotations, tags and bookmarks.
fn has_a_place(object: &Object) -> bool {
    let dict = match object {
        Object::Dictionary(dict) => dict,
        Object::Stream(stream) => &stream.dict,
        _ => return false,
    };
    let kind = dict.get(b"Type").and_then(Object::as_name).unwrap_or(b"");
    dict.has(b"StructParent")
        || dict.has(b"StructParents")
        || matches!(kind, b"Page" | b"Pages" | b"Annot" | b"StructTreeRoot")
        // A tag and a bookmark have no type, but each has a parent.
        || dict.has(b"P")
        || dict.has(b"Parent")
}

fn references(object: &Object, into: &mut Vec<ObjectId>) {
    let mut each = |dict: &Dictionary| dict.iter().for_each(|(_, value)| references(value, into));
    match object {
        Object::Reference(id) => into.push(*id),
        Object::Array(items) => items.iter().for_each(|item| references(item, into)),
        Object::Dictionary(dict) => each(dict),
        Object::Stream(stream) => each(&stream.dict),
        _ => {}
    }
}

/// Everything that an object consists of, each part with its kind and length.
fn digest(object: &Object, hash: &mut Sha256) {
    let mut part = |kind: u8, bytes: &[u8]| {
        hash.update([kind]);
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    match object {
        Object::Null => part(0, &[]),
        Object::Boolean(value) => part(1, &[u8::from(*value)]),
        Object::Integer(value) => part(2, &value.to_be_bytes()),
        Object::Real(value) => part(3, &value.to_be_bytes()),
        Object::Name(name) => part(4, name),
        Object::String(text, _) => part(5, text),
        Object::Reference((number, generation)) => {
            part(6, &number.to_be_bytes());
            part(6, &generation.to_be_bytes());
        }
        Object::Array(items) => {
            part(7, &items.len().to_be_bytes());
            items.iter().for_each(|item| digest(item, hash));
        }
        Object::Dictionary(dict) => entries(dict, hash),
        Object::Stream(stream) => {
            part(9, &stream.content);
            entries(&stream.dict, hash);
        }
    }
}

fn entries(dict: &Dictionary, hash: &mut Sha256) {
    digest(&Object::Integer(dict.len() as i64), hash);
    for (key, value) in dict {
        digest(&Object::Name(key.clone()), hash);
        digest(value, hash);
    }
}
