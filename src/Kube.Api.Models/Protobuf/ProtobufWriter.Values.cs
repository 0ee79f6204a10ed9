using Kube.Api.Json;
using Kube.Api.Models;

namespace Kube.Api.Protobuf;

/// <summary>Writes one item of a list or one value of a map under a field number.</summary>
internal delegate void ProtobufItemWriter<in T>(ref ProtobufWriter writer, int number, T item);

/// <summary>Special scalars, lists and maps. Lists go out backwards, maps by descending key, since everything does.</summary>
internal ref partial struct ProtobufWriter
{
    /// <summary>A time; null is Go's zero time, an empty message.</summary>
    public void Time(int number, DateTime? value) => Timestamp(number, value, micro: false);

    public void MicroTime(int number, DateTime? value) => Timestamp(number, value, micro: true);

    public void Duration(int number, TimeSpan value)
    {
        var end = Position;
        Int64(1, value.Ticks * 100);
        Close(number, end);
    }

    public void Quantity(int number, ResourceQuantity value)
    {
        var end = Position;
        String(1, value.ToString());
        Close(number, end);
    }

    public void IntOrString(int number, IntOrString value)
    {
        var end = Position;
        String(3, value.Text ?? "");
        Int32(2, value.Number);
        Int32(1, value.IsString ? 1 : 0);
        Close(number, end);
    }

    /// <summary>Raw JSON; null is an empty message.</summary>
    public void Raw(int number, RawJson? value)
    {
        var end = Position;
        if (value is not null) Bytes(1, value.Utf8.Span);
        Close(number, end);
    }

    /// <summary>A message around a list of strings.</summary>
    public void Strings(int number, List<string>? value)
    {
        var end = Position;
        List(1, value);
        Close(number, end);
    }

    public void List(int number, List<string>? value)
    {
        for (var at = (value?.Count ?? 0) - 1; at >= 0; at--) String(number, value![at]);
    }

    public void List<T>(int number, List<T>? value) where T : class, IModel
    {
        for (var at = (value?.Count ?? 0) - 1; at >= 0; at--) Message(number, value![at]);
    }

    public void List<T>(int number, List<T>? value, ProtobufItemWriter<T> write)
    {
        for (var at = (value?.Count ?? 0) - 1; at >= 0; at--) write(ref this, number, value![at]);
    }

    public void Map(int number, Dictionary<string, string>? value) => Map(number, value, static (ref writer, field, item) => writer.String(field, item));

    public void Map<T>(int number, Dictionary<string, T>? value) where T : class, IModel =>
        Map(number, value, static (ref writer, field, item) => writer.Message(field, item));

    public void Map<T>(int number, Dictionary<string, T>? value, ProtobufItemWriter<T> write)
    {
        if (value is null || value.Count == 0) return;
        var keys = SortedKeys.Rent(value, out var count);
        for (var at = count - 1; at >= 0; at--)
        {
            var end = Position;
            write(ref this, 2, value[keys[at]]);
            String(1, keys[at]);
            Close(number, end);
        }
        SortedKeys.Return(keys, count);
    }

    private void Timestamp(int number, DateTime? value, bool micro)
    {
        var end = Position;
        if (value is { } some && some != default)
        {
            var utc = some.Kind == DateTimeKind.Local ? some.ToUniversalTime() : some;
            var ticks = utc.Ticks - DateTime.UnixEpoch.Ticks;
            var seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out var rest);
            if (rest < 0) { seconds--; rest += TimeSpan.TicksPerSecond; }
            Int32(2, micro ? (int)(rest / 10) * 1_000 : 0);
            Int64(1, seconds);
        }
        Close(number, end);
    }
}
