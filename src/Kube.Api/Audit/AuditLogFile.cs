using System.Buffers;
using Kube.Store.Work;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube.Api.Audit;

/// <summary>Appends records to a file, a line each. Requests only copy theirs into a buffer; one loop writes what has gathered, as much as there is at once.</summary>
internal sealed partial class AuditLogFile : IAuditBackend, IHostedLifecycleService, IDisposable
{
    private readonly AuditOptions _options;
    private readonly IWorkScheduler _work;
    private readonly ILogger<AuditLogFile> _logger;
    private readonly AuditFileRotation _files;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _gathered = new(0, 1);
    private ArrayBufferWriter<byte> _filling = new(64 << 10);
    private ArrayBufferWriter<byte> _spare = new(64 << 10);
    private Task _loop = Task.CompletedTask;
    private bool _isClosed;
    private long _lost;

    public AuditLogFile(IOptions<AuditOptions> options, IWorkScheduler work, TimeProvider time, ILogger<AuditLogFile> logger)
    {
        (_options, _work, _logger) = (options.Value, work, logger);
        _files = new AuditFileRotation(_options, time);
    }

    public string Name => "log";

    public long Lost => Interlocked.Read(ref _lost);

    public void Take(ReadOnlySpan<byte> record)
    {
        lock (_gate)
        {
            if (_isClosed || _filling.WrittenCount + record.Length >= _options.LogBufferBytes)
            {
                Interlocked.Increment(ref _lost);
                return;
            }

            _filling.Write(record);
            _filling.Write("\n"u8);
            if (_gathered.CurrentCount == 0) _gathered.Release();
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // A file that cannot be written is told before the server serves.
        _files.Open();
        _loop = _work.Run("api.audit.log", WriteAsync);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The last requests have ended: what they said is written.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _isClosed = true;
            if (_gathered.CurrentCount == 0) _gathered.Release();
        }

        await _loop;
        _files.Dispose();
    }

    public void Dispose()
    {
        _files.Dispose();
        _gathered.Dispose();
    }

    private async Task WriteAsync()
    {
        while (true)
        {
            await _gathered.WaitAsync();
            ArrayBufferWriter<byte> full;
            bool isLast;
            lock (_gate)
            {
                full = _filling;
                (_filling, _spare) = (_spare, full);
                isLast = _isClosed;
            }

            try
            {
                if (full.WrittenCount > 0) await _files.AppendAsync(full.WrittenMemory);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                Interlocked.Add(ref _lost, full.WrittenSpan.Count((byte)'\n'));
                LogFailed(failure, _options.LogPath);
            }

            full.ResetWrittenCount();
            if (isLast) return;
        }
    }

    [LoggerMessage(2530, LogLevel.Error, "audit records were lost: {Path} cannot be written")]
    private partial void LogFailed(Exception failure, string path);
}
