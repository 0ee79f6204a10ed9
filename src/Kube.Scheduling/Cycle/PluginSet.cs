using System.Collections.Immutable;
using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Cycle;

/// <summary>The plugins of a profile by the moments they take part in, found out once.</summary>
internal sealed class PluginSet
{
    private readonly ImmutableArray<ISchedulingPlugin> _plugins;
    private readonly Func<string, int> _weightOf;

    public PluginSet(IEnumerable<ISchedulingPlugin> plugins, Func<string, int> weightOf)
    {
        _plugins = [.. plugins];
        _weightOf = weightOf;
        Narrowings = All<INodeNarrowing>();
        LocalFilters = [.. All<IColumnFilter>().Where(static filter => filter.IsLocal)];
        GlobalFilters = [.. All<IColumnFilter>().Where(static filter => !filter.IsLocal)];
        LocalScores = Weighted<IColumnScore>(static score => score.IsLocalScore && score.Normalization == Normalization.None);
        NormalizedScores = Weighted<IColumnScore>(static score => score.IsLocalScore && score.Normalization != Normalization.None);
        GlobalScores = Weighted<IColumnScore>(static score => !score.IsLocalScore);
        PreEnqueues = All<IPreEnqueuePlugin>();
        PreFilters = All<IPreFilterPlugin>();
        Filters = All<IFilterPlugin>();
        PostFilters = All<IPostFilterPlugin>();
        PreScores = All<IPreScorePlugin>();
        Scores = Weighted<IScorePlugin>(static _ => true);
        Reserves = All<IReservePlugin>();
        Permits = All<IPermitPlugin>();
        PreBinds = All<IPreBindPlugin>();
        Binds = All<IBindPlugin>();
        PostBinds = All<IPostBindPlugin>();
    }

    public ImmutableArray<ISchedulingPlugin> Plugins => _plugins;

    public ImmutableArray<INodeNarrowing> Narrowings { get; }

    public ImmutableArray<IColumnFilter> LocalFilters { get; }

    public ImmutableArray<IColumnFilter> GlobalFilters { get; }

    public ImmutableArray<(IColumnScore Plugin, int Weight)> LocalScores { get; }

    public ImmutableArray<(IColumnScore Plugin, int Weight)> NormalizedScores { get; }

    public ImmutableArray<(IColumnScore Plugin, int Weight)> GlobalScores { get; }

    public ImmutableArray<IPreEnqueuePlugin> PreEnqueues { get; }

    public ImmutableArray<IPreFilterPlugin> PreFilters { get; }

    public ImmutableArray<IFilterPlugin> Filters { get; }

    public ImmutableArray<IPostFilterPlugin> PostFilters { get; }

    public ImmutableArray<IPreScorePlugin> PreScores { get; }

    public ImmutableArray<(IScorePlugin Plugin, int Weight)> Scores { get; }

    public ImmutableArray<IReservePlugin> Reserves { get; }

    public ImmutableArray<IPermitPlugin> Permits { get; }

    public ImmutableArray<IPreBindPlugin> PreBinds { get; }

    public ImmutableArray<IBindPlugin> Binds { get; }

    public ImmutableArray<IPostBindPlugin> PostBinds { get; }

    private ImmutableArray<T> All<T>() => [.. _plugins.OfType<T>()];

    private ImmutableArray<(T Plugin, int Weight)> Weighted<T>(Func<T, bool> where)
        where T : ISchedulingPlugin =>
        [.. _plugins.OfType<T>().Where(where).Select(plugin => (plugin, _weightOf(plugin.Name)))];
}
