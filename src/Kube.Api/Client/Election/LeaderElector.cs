using Kube.Api.Client;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Microsoft.Extensions.Logging;

namespace Kube.Api.Client.Election;

/// <summary>Holds a Lease, or waits for it. Whoever holds it leads until a renewal was missed for the renew deadline: that is before anybody else may take it,
/// because others wait longer, and by their own clocks, since they last saw it change (upstream's leader election).</summary>
internal sealed partial class LeaderElector(
    IKubeClient client, LeaderElectionOptions options, string identity, IEventRecorder events, TimeProvider time, Func<double> random, ILogger logger)
{
    // Upstream's factor: standbys do not all come at one moment.
    private const double Jitter = 1.2;

    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(50);

    private readonly ObjectKey _key = new(options.LeaseNamespace, options.LeaseName);
    private V1Lease? _seen;
    private long _seenAt;
    private int _failures;

    public bool IsLeader => _seen?.Spec?.HolderIdentity == identity;

    /// <summary>Waits until this process leads.</summary>
    public async Task AcquireAsync(CancellationToken cancellationToken)
    {
        while (!await TryAsync(cancellationToken))
            await Task.Delay(NextWait() * (1 + (random() * Jitter)), time, cancellationToken);
        Leads(identity, _key);
        Record("became leader");
    }

    /// <summary>Renews until that fails for the renew deadline, or another holds the lease.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        var renewed = time.GetTimestamp();
        while (true)
        {
            await Task.Delay(options.RetryPeriod, time, cancellationToken);
            if (await TryWithinDeadlineAsync(renewed, cancellationToken)) renewed = time.GetTimestamp();
            else if (!IsLeader || time.GetElapsedTime(renewed) >= options.RenewDeadline) break;
        }

        Lost(identity, _key);
        Record("stopped leading");
    }

    /// <summary>Lets go of the lease, so that another need not wait.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (!IsLeader) return;
        try
        {
            var now = Now();
            await UpdateAsync(_seen!, spec =>
            {
                spec.HolderIdentity = "";
                spec.LeaseDurationSeconds = 1;
                spec.AcquireTime = now;
                spec.RenewTime = now;
            }, cancellationToken);
        }
        catch (Exception e) when (e is ApiException or IOException or HttpRequestException or OperationCanceledException)
        {
            Failed(e, _key);
        }
    }

    /// <summary>A lease that another holds is asked for again after the retry period; what fails soon, then less and less soon: a cluster that just starts has
    /// its namespaces and roles a moment later.</summary>
    private TimeSpan NextWait()
    {
        if (_failures == 0) return options.RetryPeriod;
        var wait = s_firstWait * Math.Pow(2, Math.Min(_failures, 16) - 1);
        return wait < options.RetryPeriod ? wait : options.RetryPeriod;
    }

    private DateTime Now() => time.GetUtcNow().UtcDateTime;

    private void Record(string what) =>
        events.Event(
            new V1ObjectReference { Kind = "Lease", ApiVersion = "coordination.k8s.io/v1", Namespace = _key.Namespace, Name = _key.Name, Uid = _seen?.Metadata.Uid, ResourceVersion = _seen?.Metadata.ResourceVersion },
            EventTypes.Normal,
            "LeaderElection",
            $"{identity} {what}");

    private async Task<bool> TryWithinDeadlineAsync(long renewed, CancellationToken cancellationToken)
    {
        var left = options.RenewDeadline - time.GetElapsedTime(renewed);
        if (left <= TimeSpan.Zero) return false;
        using var deadline = new CancellationTokenSource(left, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await TryAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            var leads = await AcquireOrRenewAsync(cancellationToken);
            _failures = 0;
            return leads;
        }
        catch (Exception e) when (e is ApiException or IOException or HttpRequestException)
        {
            _failures++;
            if (IsLeader || NextWait() == options.RetryPeriod) Failed(e, _key);
            return false;
        }
    }

    private async Task<bool> AcquireOrRenewAsync(CancellationToken cancellationToken)
    {
        var leases = client.For<V1Lease>();
        V1Lease lease;
        // The leader needs no read: its own last write is what the lease must still be at.
        if (IsLeader && IsFresh(_seen!))
        {
            try
            {
                await UpdateAsync(_seen!, spec => spec.RenewTime = Now(), cancellationToken);
                return true;
            }
            catch (ConflictException)
            {
                // Somebody wrote it; the slow way tells who.
            }
        }

        try
        {
            lease = await leases.GetAsync(_key, cancellationToken);
        }
        catch (NotFoundException)
        {
            See(await leases.CreateAsync(FirstLease(), WriteOptions.Default, cancellationToken));
            return true;
        }

        if (_seen is null || lease.Metadata.ResourceVersion != _seen.Metadata.ResourceVersion) See(lease);
        var holder = lease.Spec?.HolderIdentity;
        if (!string.IsNullOrEmpty(holder) && holder != identity && IsFresh(lease)) return false;

        await UpdateAsync(lease, spec =>
        {
            var now = Now();
            if (spec.HolderIdentity != identity)
            {
                spec.AcquireTime = now;
                spec.LeaseTransitions = (spec.LeaseTransitions ?? 0) + 1;
            }

            spec.HolderIdentity = identity;
            spec.LeaseDurationSeconds = (int)options.LeaseDuration.TotalSeconds;
            spec.RenewTime = now;
        }, cancellationToken);
        return true;
    }

    private bool IsFresh(V1Lease lease) => time.GetElapsedTime(_seenAt) < TimeSpan.FromSeconds(lease.Spec?.LeaseDurationSeconds ?? 0);

    private V1Lease FirstLease()
    {
        var now = Now();
        return new()
        {
            Metadata = new() { Namespace = _key.Namespace, Name = _key.Name },
            Spec = new()
            {
                HolderIdentity = identity,
                LeaseDurationSeconds = (int)options.LeaseDuration.TotalSeconds,
                AcquireTime = now,
                RenewTime = now,
                LeaseTransitions = 0,
            },
        };
    }

    private async Task UpdateAsync(V1Lease lease, Action<V1LeaseSpec> change, CancellationToken cancellationToken)
    {
        var copy = lease.DeepClone();
        change(copy.Spec ??= new());
        See(await client.For<V1Lease>().UpdateAsync(copy, WriteOptions.Default, cancellationToken));
    }

    private void See(V1Lease lease)
    {
        _seen = lease;
        _seenAt = time.GetTimestamp();
    }

    [LoggerMessage(2221, LogLevel.Information, "{Identity} leads by the lease {Lease}")]
    private partial void Leads(string identity, ObjectKey lease);

    [LoggerMessage(2222, LogLevel.Warning, "{Identity} no longer leads by the lease {Lease}")]
    private partial void Lost(string identity, ObjectKey lease);

    [LoggerMessage(2223, LogLevel.Warning, "The lease {Lease} could not be taken or renewed")]
    private partial void Failed(Exception exception, ObjectKey lease);
}
