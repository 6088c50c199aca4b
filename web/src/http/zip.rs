//! Many files as one, sent while they are read: memory stays at a few of them.

use ::zip::write::{SimpleFileOptions, StreamWriter};
use ::zip::{CompressionMethod, ZipWriter};
use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use relais_core::campaigns::CampaignId;
use relais_core::delivery::{self, SpooledFile};
use relais_tenants::Tenant;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Files read at a time.
const TOGETHER: i64 = 20;

/// What was written and not yet sent.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        written.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Sending {
    tenant: Tenant,
    campaign: CampaignId,
    after: Uuid,
    written: Written,
    zip: Option<ZipWriter<StreamWriter<Written>>>,
}

/// The files that a campaign's channels have made.
pub fn spooled(tenant: &Tenant, campaign: CampaignId, name: &str) -> Response {
    let written = Written::default();
    let sending = Sending {
        tenant: tenant.clone(),
        campaign,
        after: Uuid::nil(),
        zip: Some(ZipWriter::new_stream(written.clone())),
        written,
    };
    let chunks = stream::try_unfold(sending, |mut sending| async move {
        let chunk = sending.next().await;
        let chunk = chunk.inspect_err(|error| tracing::error!(%error, "an archive breaks off"))?;
        Ok::<_, io::Error>(chunk.map(|chunk| (chunk, sending)))
    });
    let mut response = ([(header::CONTENT_TYPE, "application/zip")], Body::from_stream(chunks)).into_response();
    if let Ok(value) = HeaderValue::from_str(&super::attachment::disposition(name)) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

impl Sending {
    /// The next bytes; `None` after the last.
    async fn next(&mut self) -> io::Result<Option<Bytes>> {
        let Some(mut zip) = self.zip.take() else {
            return Ok(None);
        };
        let files = delivery::spooled_after(&self.tenant, self.campaign, self.after, TOGETHER)
            .await
            .map_err(io::Error::other)?;
        match files.last() {
            Some(last) => {
                self.after = last.id;
                for file in &files {
                    add(&mut zip, file)?;
                }
                self.zip = Some(zip);
            }
            None => drop(zip.finish().map_err(io::Error::other)?),
        }
        Ok(Some(self.written.take().into()))
    }
}

/// PDFs are compressed already: they are put in as they are.
fn add<W: Write + io::Seek>(zip: &mut ZipWriter<W>, file: &SpooledFile) -> io::Result<()> {
    let method = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    zip.start_file(file.name.as_str(), method).map_err(io::Error::other)?;
    zip.write_all(&file.content)
}
