using Kube.Node.Agent;

namespace Kube.Node.Images;

/// <summary>What a pod's pulls came to. For one owner: the pod's worker.</summary>
internal sealed class PullMemory
{
    private readonly Backoff _backoff = new();

    // Null until one fails.
    private Dictionary<string, (string Error, DateTimeOffset At)>? _failures;

    public TimeSpan Remaining(string image, DateTimeOffset now) =>
        _failures?.TryGetValue(image, out var failure) == true ? _backoff.Remaining(image, failure.At, now) : TimeSpan.Zero;

    public string LastError(string image) => _failures?.TryGetValue(image, out var failure) == true ? failure.Error : "";

    public void Failed(string image, string error, DateTimeOffset now)
    {
        _backoff.Next(image, now, now);
        (_failures ??= new(StringComparer.Ordinal))[image] = (error, now);
    }

    public void Succeeded(string image)
    {
        _failures?.Remove(image);
        _backoff.Remove(image);
    }
}
