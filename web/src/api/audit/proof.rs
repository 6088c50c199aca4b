//! `GET /api/audit/proof`: that an entry is in the log, or that the log has only grown.

use crate::http::{FieldProblem, Member, Params, Problem};
use axum::Json;
use relais_core::audit;
use relais_core::audit::proof::{self, Consistency, Inclusion};
use relais_core::audit::tree::TreeHash;
use relais_tenants::Tenant;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What is to be proven: `entry`, or `from`.
#[derive(Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub struct ProofQuery {
    /// An entry, by its identifier or its place: the proof that it is in the log.
    entry: Option<String>,
    /// The size of an earlier checkpoint: the proof that the log begins with it.
    #[param(value_type = Option<u64>)]
    from: Option<String>,
    /// The size of the log in which it is proven; that of the newest checkpoint when nothing is said.
    #[param(value_type = Option<u64>)]
    to: Option<String>,
}

/// A proof. Hashes are in hexadecimal digits, in the order of RFC 6962, §2.1.1 and §2.1.2.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = AuditProof)]
pub enum ProofBody {
    /// That an entry is in the log.
    Inclusion {
        /// The entry's place, from 0.
        index: u64,
        /// The size of the log it is in.
        size: u64,
        /// The entry's hash in the tree.
        leaf_hash: String,
        /// From the leaf to the root.
        hashes: Vec<String>,
        /// The root of that log.
        root: String,
        /// The signed checkpoint of that size, if one was signed.
        checkpoint: Option<String>,
    },
    /// That a log begins with an earlier one.
    Consistency {
        /// The size of the earlier log.
        from: u64,
        /// The size of the later one.
        to: u64,
        /// The proof.
        hashes: Vec<String>,
        /// The root of the earlier log.
        from_root: String,
        /// The root of the later one.
        to_root: String,
        /// The signed checkpoint of the later one, if one was signed.
        checkpoint: Option<String>,
    },
}

fn written(hashes: Vec<TreeHash>) -> Vec<String> {
    hashes.iter().map(TreeHash::to_string).collect()
}

fn size(name: &'static str, text: Option<&str>) -> Result<Option<u64>, Problem> {
    let unreadable = |_| Problem::invalid(vec![FieldProblem::new(name, "invalid-unreadable")]);
    text.map(str::parse).transpose().map_err(unreadable)
}

/// A proof that verifies offline against a signed checkpoint.
#[utoipa::path(get, path = "/api/audit/proof", tag = "audit", params(ProofQuery),
    responses((status = 200, body = ProofBody)))]
pub async fn get(member: Member, Params(query): Params<ProofQuery>) -> Result<Json<ProofBody>, Problem> {
    let tenant = &member.tenant;
    let (from, to) = (size("from", query.from.as_deref())?, size("to", query.to.as_deref())?);
    audit::catch_up(tenant).await?;
    let body = match (query.entry.as_deref(), from) {
        (Some(entry), None) => inclusion(tenant, entry, to).await?,
        (None, Some(from)) => consistency(tenant, from, to).await?,
        _ => return Err(Problem::invalid(vec![FieldProblem::new("entry", "invalid-required")])),
    };
    Ok(Json(body))
}

async fn inclusion(tenant: &Tenant, entry: &str, to: Option<u64>) -> Result<ProofBody, Problem> {
    let index = match entry.parse::<u64>() {
        Ok(index) => Some(index),
        Err(_) => {
            let id: Uuid = entry.parse().map_err(|_| Problem::not_found())?;
            audit::find(tenant, id).await?.and_then(|entry| entry.index)
        }
    };
    let index = index.ok_or_else(Problem::not_found)?;
    let Inclusion {
        index,
        size,
        leaf,
        hashes,
        root,
    } = proof::of_entry(tenant, index, to)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(ProofBody::Inclusion {
        index,
        size,
        leaf_hash: leaf.to_string(),
        hashes: written(hashes),
        root: root.to_string(),
        checkpoint: note(tenant, size).await?,
    })
}

async fn consistency(tenant: &Tenant, from: u64, to: Option<u64>) -> Result<ProofBody, Problem> {
    let Consistency {
        from,
        to,
        hashes,
        from_root,
        to_root,
    } = proof::of_growth(tenant, from, to)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(ProofBody::Consistency {
        from,
        to,
        hashes: written(hashes),
        from_root: from_root.to_string(),
        to_root: to_root.to_string(),
        checkpoint: note(tenant, to).await?,
    })
}

async fn note(tenant: &Tenant, size: u64) -> Result<Option<String>, Problem> {
    Ok(audit::checkpoint_of(tenant, size).await?.map(|signed| signed.note))
}
