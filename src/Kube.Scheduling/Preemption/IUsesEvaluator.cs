using Kube.Scheduling.Cycle;

namespace Kube.Scheduling.Preemption;

/// <summary>A plugin that tries placements itself; told of its profile's evaluator once, when both are made.</summary>
internal interface IUsesEvaluator
{
    void Use(Evaluator evaluator);
}
