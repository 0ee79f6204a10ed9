using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Requests;
using Kube.Node.Errors;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Identity;

/// <summary>Keeps one certificate of the node valid: loads it, gets it, renews it in time. One loop changes it; anyone may read it.</summary>
/// <remarks>Certificates that were replaced are not disposed: requests and handshakes under way may use them, and only they know how long.</remarks>
internal sealed class CertificateRotation
{
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(32);

    // The machine may sleep, and its clock be set: the time is looked at again now and then.
    private static readonly TimeSpan s_look = TimeSpan.FromHours(1);

    private readonly WantedCertificate _wanted;
    private readonly CertificateFiles _files;
    private readonly CertificateRequester _requester;
    private readonly TimeProvider _time;
    private readonly IRandomSource _random;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource<X509Certificate2> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile X509Certificate2? _current;
    private DateTimeOffset _due;

    public CertificateRotation(WantedCertificate wanted, CertificateFiles files, CertificateRequester requester, TimeProvider time, IRandomSource random, ILogger logger)
    {
        _wanted = wanted;
        _files = files;
        _requester = requester;
        _time = time;
        _random = random;
        _logger = logger;
        if (files.Load() is not { } kept) return;
        if (wanted.Fits(kept) && IsValid(kept)) Use(kept, isFresh: false);
        else kept.Dispose();
    }

    /// <summary>The certificate; null before there is one.</summary>
    public X509Certificate2? Current => _current;

    /// <summary>When it will be renewed.</summary>
    public DateTimeOffset Due => _due;

    /// <summary>The certificate, as soon as there is one.</summary>
    public ValueTask<X509Certificate2> GetAsync(CancellationToken cancellationToken) =>
        _current is { } current ? new(current) : new(_first.Task.WaitAsync(cancellationToken));

    /// <summary>Renews whenever it is time; returns when it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var retry = s_retry;
        try
        {
            while (true)
            {
                if (_current is not null) await WaitAsync(stopping);
                try
                {
                    await RenewAsync(stopping);
                    retry = s_retry;
                }
                catch (Exception e) when (e is ApiException or NodeException or HttpRequestException or IOException or CryptographicException or TimeoutException)
                {
                    CredentialsLog.NotRenewed(_logger, _wanted.Signer, retry, e);
                    await Task.Delay(retry, _time, stopping);
                    retry = retry * 2 < s_longestRetry ? retry * 2 : s_longestRetry;
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    private bool IsValid(X509Certificate2 certificate) => certificate.NotAfter.ToUniversalTime() > _time.GetUtcNow().UtcDateTime;

    private async Task WaitAsync(CancellationToken stopping)
    {
        // Delays are whole milliseconds: a part of one would be none at all, and the time would not come any nearer.
        while (_due - _time.GetUtcNow() is var left && left > TimeSpan.Zero)
            await Task.Delay(left < s_look ? TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)) : s_look, _time, stopping);
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var isFirst = _current is not { } current || !IsValid(current);
        using var key = isFirst ? _files.TakePendingKey() : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string pem;
        try
        {
            pem = await CertificateOrder.IssueAsync(_requester(isFirst), _wanted, key, isFirst ? _wanted.NameFor(key) : null, _time, cancellationToken);
        }
        catch (Exception e) when (isFirst && e is CertificateRefusedException or TimeoutException)
        {
            // Another request needs another key.
            _files.ForgetPendingKey();
            throw;
        }

        var certificate = _files.Save(pem, key, _time.GetUtcNow());
        if (isFirst) _files.ForgetPendingKey();
        Use(certificate, isFresh: true);
        CredentialsLog.Renewed(_logger, _wanted.Signer, certificate.NotAfter, _due);
    }

    private void Use(X509Certificate2 certificate, bool isFresh)
    {
        _due = RotationTimes.Due(certificate, _time.GetUtcNow(), isFresh, _random);
        _current = certificate;
        _first.TrySetResult(certificate);
    }
}
