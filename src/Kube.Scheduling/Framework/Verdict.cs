using System.Collections.Immutable;

namespace Kube.Scheduling.Framework;

/// <summary>A plugin's answer. A rejection is a value; its reasons are shown to users, counted over the nodes. Immutable; a rejection for one constant reason allocates nothing.</summary>
public readonly struct Verdict : IEquatable<Verdict>
{
    private readonly object? _reasons;

    private Verdict(VerdictCode code, object? reasons)
    {
        Code = code;
        _reasons = reasons;
    }

    /// <summary>Yes.</summary>
    public static Verdict Feasible => default;

    /// <summary>Nothing to do here.</summary>
    public static Verdict Skip => new(VerdictCode.Skip, null);

    /// <summary>Not yet; for Permit.</summary>
    public static Verdict Wait => new(VerdictCode.Wait, null);

    /// <summary>The answer's kind.</summary>
    public VerdictCode Code { get; }

    /// <summary>Why not; empty for a yes.</summary>
    public ImmutableArray<string> Reasons => _reasons switch
    {
        string one => [one],
        ImmutableArray<string> several => several,
        _ => [],
    };

    /// <summary>Whether it is a yes (or a skip, which stands in nobody's way).</summary>
    public bool IsFeasible => Code is VerdictCode.Feasible or VerdictCode.Skip;

    /// <summary>Whether it is a no, of either kind.</summary>
    public bool IsRejection => Code is VerdictCode.Rejected or VerdictCode.RejectedForGood;

    /// <summary>No, for now.</summary>
    public static Verdict Rejected(string reason) => new(VerdictCode.Rejected, reason);

    /// <summary>No, for now, for several reasons.</summary>
    public static Verdict Rejected(ImmutableArray<string> reasons) => new(VerdictCode.Rejected, reasons);

    /// <summary>No, and preemption cannot help.</summary>
    public static Verdict RejectedForGood(string reason) => new(VerdictCode.RejectedForGood, reason);

    /// <summary>No, and preemption cannot help, for several reasons.</summary>
    public static Verdict RejectedForGood(ImmutableArray<string> reasons) => new(VerdictCode.RejectedForGood, reasons);

    /// <summary>Something went wrong.</summary>
    public static Verdict Failed(string message) => new(VerdictCode.Failed, message);

    /// <summary>Compares kinds and reasons.</summary>
    public static bool operator ==(Verdict left, Verdict right) => left.Equals(right);

    /// <summary>Compares kinds and reasons.</summary>
    public static bool operator !=(Verdict left, Verdict right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Verdict other) => Code == other.Code && Reasons.AsSpan().SequenceEqual(other.Reasons.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Verdict other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Code.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => Reasons.IsEmpty ? Code.ToString() : $"{Code}: {string.Join(", ", Reasons)}";
}
