using Kube.Node.Runtime.Process.Shim;

namespace Kube.Node.Runtime.Process;

/// <summary>How a container ended.</summary>
internal sealed record ExitRecord(int Code, int Signal, bool OutOfMemory, DateTimeOffset? StartedAt, DateTimeOffset FinishedAt, string Reason = "", string Message = "")
{
    public string StatusReason => Reason.Length > 0 ? Reason : OutOfMemory ? "OOMKilled" : Code == 0 ? "Completed" : "Error";

    public Fields ToFields(string id) => new Fields()
        .Add("id", id)
        .Add("code", Code)
        .Add("signal", Signal)
        .Add("oom", OutOfMemory)
        .Add("started", StartedAt?.UtcTicks ?? 0)
        .Add("finished", FinishedAt.UtcTicks)
        .Add("reason", Reason)
        .Add("message", Message);

    public static ExitRecord From(Fields fields) => new(
        (int)fields.Number("code"),
        (int)fields.Number("signal"),
        fields.Flag("oom"),
        fields.Number("started") is > 0 and var started ? new(started, TimeSpan.Zero) : null,
        new(fields.Number("finished"), TimeSpan.Zero),
        fields.Text("reason"),
        fields.Text("message"));
}
