using Kube.Node.Runtime;

namespace Kube.Testing.Node;

/// <summary>A runtime under test, empty at first; disposing it removes what is left.</summary>
public interface IConformanceRuntime : IAsyncDisposable
{
    /// <summary>The runtime.</summary>
    IContainerRuntime Runtime { get; }

    /// <summary>Directory for the logs of its sandboxes; empty when it keeps none.</summary>
    string LogDirectory { get; }

    /// <summary>An image that can be pulled and in which <c>true</c>, <c>false</c>, <c>sleep</c> and <c>sh</c> can be run.</summary>
    string Image { get; }

    /// <summary>An image that cannot be pulled.</summary>
    string MissingImage { get; }

    /// <summary>Lets some time pass for the runtime: moves its clock, or waits for a moment.</summary>
    ValueTask PassTimeAsync(TimeSpan time);
}
