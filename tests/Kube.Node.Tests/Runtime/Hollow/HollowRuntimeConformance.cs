using Kube.Node.Runtime;
using Kube.Node.Runtime.Hollow;
using Kube.Testing.Node;
using Kube.Testing.Store;

namespace Kube.Node.Tests.Runtime.Hollow;

public sealed class HollowRuntimeConformance : ContainerRuntimeConformance
{
    protected override ValueTask<IConformanceRuntime> StartAsync() => new(new Host());

    private sealed class Host : IConformanceRuntime
    {
        private readonly ManualTime _time = new();

        public Host() => Runtime = new HollowContainerRuntime(
            new() { RefuseImage = name => name.Contains("/missing:", StringComparison.Ordinal) ? "not found" : null }, _time);

        public IContainerRuntime Runtime { get; }

        public string LogDirectory => "";

        public string Image => "busybox";

        public string MissingImage => "missing";

        public ValueTask PassTimeAsync(TimeSpan time)
        {
            _time.Advance(time);
            return default;
        }

        public ValueTask DisposeAsync() => default;
    }
}
