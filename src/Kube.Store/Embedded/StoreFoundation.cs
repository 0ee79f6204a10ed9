using Kube.Store.Metrics;
using Kube.Store.Wal;
using Microsoft.Extensions.Logging;

namespace Kube.Store.Embedded;

/// <summary>What every part of the embedded engine stands on.</summary>
internal sealed record StoreFoundation(LogFiles Files, VersionReader Versions, WalOptions Wal, TimeProvider Time, ILogger Logger, StoreMetrics Metrics);
