using System.Globalization;
using System.Text;
using Kube.Api.Metrics;

namespace Kube.Shared.Metrics;

/// <summary>Writes Prometheus' text format.</summary>
internal sealed class PrometheusText : IMetricSink
{
    private readonly StringBuilder _text = new(16 << 10);
    private readonly SortedDictionary<string, int> _levels = new(StringComparer.Ordinal);
    private string _family = "";

    /// <summary>How many families of each stability there are so far, as their help says it in brackets.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Levels => [.. _levels];

    public static string Escape(string value) =>
        value.AsSpan().ContainsAny('\\', '"', '\n')
            ? value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
            : value;

    public PrometheusText Family(string name, string type, string help)
    {
        if (help.StartsWith('[') && help.IndexOf(']') is var end and > 0) _levels[help[1..end]] = _levels.GetValueOrDefault(help[1..end]) + 1;
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        return this;
    }

    public void Begin(string name, string type, string help)
    {
        _family = name;
        Family(name, type, help);
    }

    public void Add(double value, params ReadOnlySpan<(string Name, string Value)> labels) => Sample(_family, value, labels);

    public void Add(CountedHistogram histogram, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var counts = histogram.Cumulate();
        for (var i = 0; i < counts.Length; i++)
        {
            var bound = i < histogram.Bounds.Length ? histogram.Bounds[i].ToString("R", CultureInfo.InvariantCulture) : "+Inf";
            Sample(_family + "_bucket", counts[i], [.. labels, ("le", bound)]);
        }

        Sample(_family + "_sum", histogram.Sum, labels);
        Sample(_family + "_count", counts[^1], labels);
    }

    public PrometheusText Sample(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        _text.Append(name);
        if (labels.Length > 0)
        {
            _text.Append('{');
            for (var i = 0; i < labels.Length; i++)
            {
                if (i > 0) _text.Append(',');
                _text.Append(labels[i].Name).Append("=\"").Append(Escape(labels[i].Value)).Append('"');
            }

            _text.Append('}');
        }

        _text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        return this;
    }

    /// <summary>Writes a sample whose labels are made already.</summary>
    public void Labelled(string name, string labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0) _text.Append('{').Append(labels).Append('}');
        _text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    public override string ToString() => _text.ToString();
}
