using Kube.Api.Client;

namespace Kube.Testing.Client;

/// <summary>A client under test and the cluster that it reaches, stopped with <see cref="IAsyncDisposable.DisposeAsync"/>.</summary>
public interface IConformanceClient : IAsyncDisposable
{
    /// <summary>The client.</summary>
    IKubeClient Client { get; }
}
