namespace Kube.Benchmarks.Load;

/// <summary>What a load measured: answers and body bytes a second, the answers' latencies in milliseconds, and the server's processor time for an answer in microseconds.</summary>
internal sealed record LoadResult(double PerSecond, double BytesPerSecond, double MedianMs, double P99Ms, double ServerMicroseconds = 0);
