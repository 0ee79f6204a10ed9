using Kube.Api.Cel.Costs;
using Kube.Api.Cel.Evaluation;
using Kube.Api.Cel.Syntax;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;

namespace Kube.Api.Cel;

/// <summary>A compiled expression. Immutable; runs on any number of threads.</summary>
internal sealed class CelProgram
{
    private readonly CelExpression _expression;
    private readonly CelNode _root;
    private readonly int _slots;
    private readonly HashSet<string> _used;

    public CelProgram(CelExpression expression, CelType type, CelEnvironment environment, CelPlanner planner)
    {
        (_expression, Type, Environment) = (expression, type, environment);
        _root = planner.Plan(expression);
        _slots = planner.SlotCount;
        _used = planner.UsedVariables;
    }

    /// <summary>The type of what it gives.</summary>
    public CelType Type { get; }

    public CelEnvironment Environment { get; }

    /// <summary>Whether the expression names a variable.</summary>
    public bool Uses(string variable) => _used.Contains(variable);

    /// <summary>What running it may cost, at most and at least, for values as large as <paramref name="sizes"/> allow.</summary>
    public CelSize EstimateCost(ICelSizes sizes) => new CelCostEstimator(sizes).Estimate(_expression);

    /// <summary>Runs it.</summary>
    /// <param name="variables">A value for each variable of the environment, in its order.</param>
    /// <param name="limit">What it may cost.</param>
    /// <param name="cancellationToken">Ends it; folds look at it.</param>
    /// <returns>The value, which may be a <see cref="CelError"/>, and what it cost.</returns>
    /// <exception cref="CelCostExceededException">It costs more than <paramref name="limit"/>.</exception>
    public CelOutcome Run(ReadOnlySpan<CelValue> variables, ulong limit, CancellationToken cancellationToken = default)
    {
        var run = new CelRun(_slots, limit, cancellationToken);
        variables.CopyTo(run.Slots);
        var value = _root.Evaluate(run);
        return new CelOutcome(value, run.Cost);
    }
}
