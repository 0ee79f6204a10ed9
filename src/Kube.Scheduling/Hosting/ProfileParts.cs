using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Hosting;

/// <summary>Plugins that need more than the model: those of a profile that writes to the server. The simulator has none.</summary>
/// <param name="Last">Asked after everyone else.</param>
internal sealed record ProfileParts(IReadOnlyList<ISchedulingPlugin> Last)
{
    public static ProfileParts None { get; } = new([]);
}
