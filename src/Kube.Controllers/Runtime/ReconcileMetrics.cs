using System.Diagnostics.Metrics;

namespace Kube.Controllers.Runtime;

/// <summary>What is counted of reconciliations, under controller-runtime's names.</summary>
internal static class ReconcileMetrics
{
    private static readonly Meter s_meter = new("Kube.Controllers");

    private static readonly Counter<long> s_errors = s_meter.CreateCounter<long>("controller_runtime_reconcile_errors_total", description: "Reconciliations that failed.");

    private static readonly Counter<long> s_terminal =
        s_meter.CreateCounter<long>("controller_runtime_terminal_reconcile_errors_total", description: "Reconciliations that failed for good.");

    public static void Failed(string controller) => s_errors.Add(1, new KeyValuePair<string, object?>("controller", controller));

    public static void Terminal(string controller) => s_terminal.Add(1, new KeyValuePair<string, object?>("controller", controller));
}
