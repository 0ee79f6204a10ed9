using Kube.Api.Errors;
using Kube.Store.Errors;
using Kube.Store.Snapshots;

namespace Kube.Api.Requests;

/// <summary>Reads resourceVersion parameters and opens the snapshot that they ask for.</summary>
internal static class RequestRevision
{
    /// <summary>How long a request for a revision that is not there yet waits for it, as upstream's watch cache does.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    /// <summary>What Go's <c>strconv.ParseUint</c> says of a text that is no revision; null when it is one.</summary>
    public static string? Problem(string text, out long revision)
    {
        revision = 0;
        foreach (var c in text)
            if (!char.IsAsciiDigit(c)) return $"strconv.ParseUint: parsing {Validation.BadValue.Quote(text)}: invalid syntax";
        if (text.Length == 0) return "strconv.ParseUint: parsing \"\": invalid syntax";
        if (!ulong.TryParse(text, out var value)) return $"strconv.ParseUint: parsing {Validation.BadValue.Quote(text)}: value out of range";
        revision = value > long.MaxValue ? long.MaxValue : (long)value;
        return null;
    }

    /// <summary>Upstream's text for a resourceVersion parameter that is no revision; null when it is one or empty (0).</summary>
    public static string? ParameterProblem(string text, out long revision)
    {
        revision = 0;
        if (text.Length == 0) return null;
        return Problem(text, out revision) is { } problem ? $"resourceVersion: Invalid value: {Validation.BadValue.Quote(text)}: {problem}" : null;
    }

    public static RequestTimeoutException TooLarge(long revision, long current) =>
        new($"Timeout: Too large resource version: {revision}, current: {current}", retryAfterSeconds: 1, futureRevision: true);

    /// <summary>The newest snapshot that is at least as new as <paramref name="revision"/>.</summary>
    public static ValueTask<IStoreSnapshot> OpenNotOlderThanAsync(
        this IStoreSnapshots snapshots, long revision, TimeProvider time, CancellationToken cancellationToken) =>
        revision <= snapshots.CurrentRevision ? ValueTask.FromResult(snapshots.Open()) : WaitForAsync(snapshots, revision, time, cancellationToken);

    /// <summary>The snapshot at exactly <paramref name="revision"/>.</summary>
    /// <exception cref="RevisionCompactedException">It was discarded.</exception>
    public static async ValueTask<IStoreSnapshot> OpenExactlyAsync(
        this IStoreSnapshots snapshots, long revision, TimeProvider time, CancellationToken cancellationToken)
    {
        if (revision > snapshots.CurrentRevision) await WaitForAsync(snapshots, revision, time, cancellationToken);
        return snapshots.OpenAt(revision);
    }

    private static async ValueTask<IStoreSnapshot> WaitForAsync(
        IStoreSnapshots snapshots, long revision, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(s_patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await snapshots.OpenNotOlderThanAsync(revision, both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw TooLarge(revision, snapshots.CurrentRevision);
        }
    }
}
