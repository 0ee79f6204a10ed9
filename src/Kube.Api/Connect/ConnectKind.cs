namespace Kube.Api.Connect;

/// <summary>What a connection carries.</summary>
public enum ConnectKind
{
    /// <summary>A stream of text from the other end, such as a log; what the other end refuses becomes a Status.</summary>
    Text,

    /// <summary>Another protocol on the same connection, byte for byte; a request that does not ask for one is refused.</summary>
    Upgrade,

    /// <summary>HTTP passed on: any method, bodies, upgrades; the client's address and the path go along in headers, links come back rewritten.</summary>
    Proxy,
}
