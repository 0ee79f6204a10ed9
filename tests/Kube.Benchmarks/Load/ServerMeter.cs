using Kube.Benchmarks.Peers;

namespace Kube.Benchmarks.Load;

/// <summary>The processor time that a server spends between the first call of <see cref="Begin"/> and the first of <see cref="End"/>; clients call both as often as they like.</summary>
internal sealed class ServerMeter(ServerProcess server)
{
    private int _begun;
    private int _ended;
    private TimeSpan _before;

    public TimeSpan Spent { get; private set; }

    public void Begin()
    {
        if (_begun == 0 && Interlocked.Exchange(ref _begun, 1) == 0) _before = server.ProcessorTime;
    }

    public void End()
    {
        if (_ended == 0 && Interlocked.Exchange(ref _ended, 1) == 0) Spent = server.ProcessorTime - _before;
    }
}
