using Kube.Scheduling.Cycle;

namespace Kube.Scheduling.Loop;

/// <summary>A profile at work.</summary>
/// <param name="Name">The scheduler name that pods ask for.</param>
/// <param name="Evaluator">Finds nodes.</param>
internal sealed record SchedulingProfile(string Name, Evaluator Evaluator)
{
    public PluginSet Plugins => Evaluator.Plugins;
}
