using Kube.Api.Models;

namespace Kube.Node.Probes;

/// <summary>What a probe watches.</summary>
internal sealed record ProbeSubject
{
    public required V1Pod Pod { get; init; }

    public required V1Container Container { get; init; }

    public required string ContainerId { get; init; }

    public required ProbeKind Kind { get; init; }

    public required V1Probe Probe { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required string PodAddress { get; init; }

    /// <summary>Called when the verdict changes; never waits.</summary>
    public required Action Changed { get; init; }

    public bool WaitsForStartup => Kind != ProbeKind.Startup && Container.StartupProbe is not null;
}
