using System.Net;

namespace Kube.Node.Runtime.Hollow;

/// <summary>A simulated sandbox; its owner's lock covers it.</summary>
internal sealed class HollowSandbox
{
    public HollowSandbox(long sequence, SandboxConfig config, IPAddress? address, DateTimeOffset now)
    {
        Sequence = sequence;
        Address = address;
        Status = new()
        {
            Id = HollowId.For(config.Metadata.Uid, sequence),
            Metadata = config.Metadata,
            State = SandboxState.Ready,
            CreatedAt = now,
            Addresses = address is null ? [] : [address.ToString()],
            Security = config.Security,
            Labels = config.Labels,
            Annotations = config.Annotations,
            RuntimeHandler = config.RuntimeHandler,
        };
    }

    public long Sequence { get; }

    public IPAddress? Address { get; private set; }

    public SandboxStatus Status { get; private set; }

    public List<HollowContainer> Containers { get; } = [];

    /// <summary>Ends it; returns the address that it had.</summary>
    public IPAddress? Stop()
    {
        var address = Address;
        Address = null;
        Status = Status with { State = SandboxState.NotReady, Addresses = [] };
        return address;
    }
}
