using System.Security.Cryptography.X509Certificates;

namespace Kube.Api.Client.Http;

/// <summary>Connections that show a certificate which is renewed: requests after a renewal go over new ones, those before it end where they began.</summary>
internal sealed class RotatingConnections(Kubeconfig config, IClientCertificates certificates) : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private volatile Generation? _current;
    private Generation? _previous;
    private bool _disposed;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var certificate = await certificates.GetAsync(cancellationToken);
        return await Of(certificate).SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_lock)
            {
                _disposed = true;
                _current?.Connections.Dispose();
                _previous?.Connections.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private HttpMessageInvoker Of(X509Certificate2 certificate)
    {
        if (_current is { } current && ReferenceEquals(current.Certificate, certificate)) return current.Connections;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_current is { } other && ReferenceEquals(other.Certificate, certificate)) return other.Connections;
            // Somebody may be about to send over those before; by the next renewal nobody is. Idle connections end by themselves.
            _previous?.Connections.Dispose();
            _previous = _current;
            _current = new(certificate, new HttpMessageInvoker(HttpConnections.Handler(config, certificate)));
            return _current.Connections;
        }
    }

    private sealed record Generation(X509Certificate2 Certificate, HttpMessageInvoker Connections);
}
