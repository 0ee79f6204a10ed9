using System.Collections.Concurrent;
using Kube.Api.Metrics;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>What came of the expressions of policies, under upstream's names: of those that validate when they refuse, tell or cannot be evaluated, of those that mutate always.</summary>
internal sealed class PolicyMetrics(TimeProvider time) : IMetricSource
{
    /// <summary>What the expression said holds: there was no error.</summary>
    public const string NoError = "no_error";

    private const string CompileError = "compile_error";
    private const string InvalidError = "invalid_error";
    private const string OutOfBudget = "out_of_budget";

    private static readonly double[] s_bounds = [0.0000005, 0.001, 0.01, 0.1, 1.0];

    private readonly HistogramFamily<Check> _validating = new(s_bounds);
    private readonly HistogramFamily<Check> _mutating = new(s_bounds);

    private readonly record struct Check(string Policy, string Binding, string Error, string Action);

    /// <summary>The kind of what went wrong with an expression.</summary>
    /// <param name="isCompiled">Whether there was something to run.</param>
    /// <param name="message">What went wrong; null: nothing.</param>
    public static string KindOf(bool isCompiled, string? message) => message is null
        ? NoError
        : !isCompiled ? CompileError : message.Contains("budget", StringComparison.Ordinal) || message.Contains("cost limit", StringComparison.Ordinal) ? OutOfBudget : InvalidError;

    public long Begin() => time.GetTimestamp();

    public TimeSpan Since(long started) => time.GetElapsedTime(started);

    /// <param name="policy">The policy.</param>
    /// <param name="binding">Through which binding.</param>
    /// <param name="error">See <see cref="KindOf"/>.</param>
    /// <param name="action"><c>allow</c>, <c>deny</c>, <c>audit</c> or <c>warn</c>.</param>
    /// <param name="took">How long the expression ran.</param>
    public void Validated(string policy, string binding, string error, string action, TimeSpan took) => _validating.Record(new Check(policy, binding, error, action), took);

    /// <inheritdoc cref="Validated"/>
    public void Mutated(string policy, string binding, string error, TimeSpan took) => _mutating.Record(new Check(policy, binding, error, ""), took);

    public void Collect(IMetricSink sink)
    {
        Show(sink, "apiserver_validating_admission_policy_check", "[BETA] Expressions of policies that validate", _validating);
        Show(sink, "apiserver_mutating_admission_policy_check", "[ALPHA] Expressions of policies that mutate", _mutating);
    }

    private static void Show(IMetricSink sink, string name, string help, HistogramFamily<Check> family)
    {
        var all = family.All.OrderBy(static one => one.Key.Policy, StringComparer.Ordinal).ThenBy(static one => one.Key.Binding, StringComparer.Ordinal).ToArray();
        sink.Begin(name + "_total", "counter", help + ".");
        foreach (var (check, histogram) in all) sink.Add(histogram.Cumulate()[^1], Labels(check));
        sink.Begin(name + "_duration_seconds", "histogram", help + ": how long they ran.");
        foreach (var (check, histogram) in all) sink.Add(histogram, Labels(check));
    }

    private static (string Name, string Value)[] Labels(Check check)
    {
        (string, string)[] labels = [("error_type", check.Error), ("policy", check.Policy), ("policy_binding", check.Binding)];
        return check.Action.Length == 0 ? labels : [("enforcement_action", check.Action), .. labels];
    }
}
