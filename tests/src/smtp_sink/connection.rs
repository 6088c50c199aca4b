//! Accepting clients, in the clear or over TLS.

use super::records::Records;
use super::session::{Next, Session};
use super::{SinkOptions, SinkTls};
use std::io;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// What all connections share.
pub(super) struct Shared {
    pub options: SinkOptions,
    pub acceptor: Option<TlsAcceptor>,
    pub records: Arc<Records>,
}

/// Accepts until the task is aborted.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((socket, _)) = listener.accept().await {
        let shared = shared.clone();
        tokio::spawn(async move {
            let (open, number) = shared.records.enter();
            // A client that goes away is no concern of the sink's.
            let _ = connection(socket, &shared, open, number).await;
            shared.records.leave();
        });
    }
}

async fn connection(socket: TcpStream, shared: &Shared, open: usize, number: u64) -> io::Result<()> {
    socket.set_nodelay(true)?;
    let mut session = Session::new(shared, number);
    session.is_crowded = shared.options.max_connections.is_some_and(|most| open > most);
    let acceptor = shared.acceptor.as_ref();
    match (shared.options.tls, acceptor) {
        (SinkTls::Implicit, Some(acceptor)) => {
            session.encrypted = true;
            session.greet();
            session.talk(&mut acceptor.accept(socket).await?).await.map(drop)
        }
        (_, acceptor) => {
            session.greet();
            let mut socket = socket;
            if let (Next::StartTls, Some(acceptor)) = (session.talk(&mut socket).await?, acceptor) {
                session.reset();
                session.encrypted = true;
                session.talk(&mut acceptor.accept(socket).await?).await?;
            }
            Ok(())
        }
    }
}
