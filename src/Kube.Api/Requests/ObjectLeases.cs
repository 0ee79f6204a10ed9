using Kube.Store.Leases;

namespace Kube.Api.Requests;

/// <summary>Leases for objects that vanish by themselves. Objects written within a minute share one, so that a flood of events is not a flood of leases.</summary>
internal sealed class ObjectLeases(ILeaseStore leases, TimeProvider time) : IDisposable
{
    private const int MaxUses = 1000;
    private static readonly TimeSpan s_sharedFor = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<int, Shared> _bySeconds = [];

    /// <summary>A lease that lasts at least <paramref name="seconds"/> and at most a minute longer.</summary>
    public async ValueTask<long> GetAsync(int seconds, CancellationToken cancellationToken)
    {
        // With a token the wait would go over the thread pool, outside of a test's virtual time; and it is never longer than one grant.
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            var now = time.GetUtcNow();
            if (_bySeconds.TryGetValue(seconds, out var shared) && shared.Uses < MaxUses && now < shared.Until)
            {
                shared.Uses++;
                return shared.Id;
            }

            var granted = await leases.GrantAsync(new LeaseGrantRequest { TimeToLive = TimeSpan.FromSeconds(seconds) + s_sharedFor }, cancellationToken);
            _bySeconds[seconds] = new() { Id = granted.LeaseId, Until = now + s_sharedFor, Uses = 1 };
            return granted.LeaseId;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private sealed class Shared
    {
        public required long Id { get; init; }

        public required DateTimeOffset Until { get; init; }

        public int Uses { get; set; }
    }
}
