namespace Kube.Node.Proxy;

/// <summary>Listens in one place until it is disposed. What it has accepted by then goes on until it ends, or until the proxy stops.</summary>
internal interface IPortListener : IAsyncDisposable
{
    /// <summary>The place.</summary>
    ListenAddress Address { get; }
}
