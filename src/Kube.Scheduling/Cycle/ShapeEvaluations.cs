using Kube.Scheduling.Pods;

namespace Kube.Scheduling.Cycle;

/// <summary>The evaluations of the shapes seen last.</summary>
internal sealed class ShapeEvaluations(PluginSet plugins)
{
    private const int Kept = 32;

    private readonly Dictionary<PodShape, ShapeEvaluation> _byShape = [];
    private long _uses;

    public ShapeEvaluation For(PodShape shape)
    {
        _uses++;
        if (!_byShape.TryGetValue(shape, out var evaluation))
        {
            evaluation = _byShape.Count < Kept ? new(plugins) : TakeOldest();
            evaluation.Begin(shape);
            _byShape.Add(shape, evaluation);
        }

        evaluation.UsedAt = _uses;
        return evaluation;
    }

    private ShapeEvaluation TakeOldest()
    {
        ShapeEvaluation? oldest = null;
        foreach (var evaluation in _byShape.Values)
            if (oldest is null || evaluation.UsedAt < oldest.UsedAt) oldest = evaluation;
        _byShape.Remove(oldest!.Shape!);
        return oldest;
    }
}
