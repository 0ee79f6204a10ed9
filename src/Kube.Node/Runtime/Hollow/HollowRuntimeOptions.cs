namespace Kube.Node.Runtime.Hollow;

/// <summary>What simulated pods do.</summary>
public sealed class HollowRuntimeOptions
{
    /// <summary>Range of pod addresses (IPv4) until the agent names the node's. Default <c>10.244.0.0/24</c>.</summary>
    public string PodCidr { get; set; } = "10.244.0.0/24";

    /// <summary>
    /// Says, when a container starts, what it will do. Called by any thread, calls overlap; must not block. Default <see cref="HollowBehavior.FromConfig"/>.
    /// </summary>
    public Func<CreateContainerRequest, HollowBehavior> Behavior { get; set; } = HollowBehavior.FromConfig;

    /// <summary>
    /// Says why an image, by its full name, cannot be pulled; null when it can. Called by any thread, calls overlap. Default: every image can.
    /// </summary>
    public Func<string, string?> RefuseImage { get; set; } = static _ => null;

    /// <summary>Time a pull takes. Default 0; 0 to 1 h.</summary>
    public TimeSpan PullTime { get; set; }

    /// <summary>Time a sandbox takes to be made. Default 0; 0 to 1 h.</summary>
    public TimeSpan SandboxTime { get; set; }
}
