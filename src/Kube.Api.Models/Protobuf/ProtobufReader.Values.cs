using Kube.Api.Json;
using Kube.Api.Models;

namespace Kube.Api.Protobuf;

/// <summary>Reads one item of a list or one value of a map, field number and wire type already known.</summary>
internal delegate T ProtobufItemReader<out T>(ref ProtobufReader reader);

/// <summary>Special scalars, lists and maps.</summary>
internal ref partial struct ProtobufReader
{
    public DateTime? Time() => Timestamp(nanosecondsPerUnit: 1_000_000_000);

    public DateTime? MicroTime() => Timestamp(nanosecondsPerUnit: 1_000);

    public TimeSpan Duration()
    {
        var inner = Message();
        var nanoseconds = 0L;
        while (inner.Next(out var number))
        {
            if (number == 1) nanoseconds = inner.Int64();
            else inner.Skip();
        }
        return new(nanoseconds / 100);
    }

    public ResourceQuantity Quantity()
    {
        var inner = Message();
        var text = "";
        while (inner.Next(out var number))
        {
            if (number == 1) text = inner.String();
            else inner.Skip();
        }
        if (text.Length == 0) return ResourceQuantity.Zero;
        if (!ResourceQuantity.TryParse(text, out var quantity, out var error)) Fail(error!);
        return quantity!;
    }

    public IntOrString IntOrString()
    {
        var inner = Message();
        var kind = 0L;
        var value = 0;
        var text = "";
        while (inner.Next(out var number))
        {
            switch (number)
            {
                case 1: kind = inner.Int64(); break;
                case 2: value = inner.Int32(); break;
                case 3: text = inner.String(); break;
                default: inner.Skip(); break;
            }
        }
        return kind == 0 ? new IntOrString(value) : new IntOrString(text);
    }

    /// <summary>A message around raw JSON. What is no JSON is refused: it could not be written out again.</summary>
    public RawJson? Raw()
    {
        var inner = Message();
        ReadOnlySpan<byte> text = default;
        while (inner.Next(out var number))
        {
            if (number == 1) text = inner.LengthDelimited();
            else inner.Skip();
        }
        return text.IsEmpty ? null : RawJsonText.Read(text);
    }

    /// <summary>A message around a list of strings.</summary>
    public List<string> Strings()
    {
        var inner = Message();
        var list = new List<string>();
        while (inner.Next(out var number))
        {
            if (number == 1) list.Add(inner.String());
            else inner.Skip();
        }
        return list;
    }

    /// <summary>The list with the string next at its end; made when there is none. The other overloads likewise.</summary>
    public List<string> Add(List<string>? list)
    {
        (list ??= []).Add(String());
        return list;
    }

    public List<T> Add<T>(List<T>? list) where T : class, IModel, new()
    {
        var item = new T();
        Message(item);
        (list ??= []).Add(item);
        return list;
    }

    public List<T> Add<T>(List<T>? list, ProtobufItemReader<T> read)
    {
        (list ??= []).Add(read(ref this));
        return list;
    }

    /// <summary>One number of a list, or all of them when they are packed.</summary>
    public List<T> AddNumbers<T>(List<T>? list, ProtobufItemReader<T> read)
    {
        list ??= [];
        if (_wire != 2) { list.Add(read(ref this)); return list; }
        var packed = new ProtobufReader(LengthDelimited(), _depth + 1);
        while (packed._pos < packed._data.Length) list.Add(read(ref packed));
        return list;
    }

    public Dictionary<string, string> Add(Dictionary<string, string>? map) => Add(map, static (ref reader) => reader.String(), static () => "");

    public Dictionary<string, T> Add<T>(Dictionary<string, T>? map) where T : class, IModel, new() => Add(
        map,
        static (ref reader) =>
        {
            var value = new T();
            reader.Message(value);
            return value;
        },
        static () => new T());

    public Dictionary<string, T> Add<T>(Dictionary<string, T>? map, ProtobufItemReader<T> read, Func<T> zero)
    {
        var entry = Message();
        var key = "";
        T? value = default;
        var found = false;
        while (entry.Next(out var number))
        {
            switch (number)
            {
                case 1: key = entry.String(); break;
                case 2: value = read(ref entry); found = true; break;
                default: entry.Skip(); break;
            }
        }
        (map ??= new(StringComparer.Ordinal))[key] = found ? value! : zero();
        return map;
    }

    private DateTime? Timestamp(int nanosecondsPerUnit)
    {
        var inner = Message();
        var seconds = 0L;
        var nanoseconds = 0;
        var any = false;
        while (inner.Next(out var number))
        {
            any = true;
            switch (number)
            {
                case 1: seconds = inner.Int64(); break;
                case 2: nanoseconds = inner.Int32(); break;
                default: inner.Skip(); break;
            }
        }
        // An empty message is Go's zero time.
        if (!any || seconds is <= -62_135_596_800 or > 253_402_300_799) return null;
        var ticks = DateTime.UnixEpoch.Ticks + (seconds * TimeSpan.TicksPerSecond);
        if (nanosecondsPerUnit == 1_000 && nanoseconds is > 0 and < 1_000_000_000) ticks += nanoseconds / 1_000 * 10;
        return new DateTime(ticks, DateTimeKind.Utc);
    }
}
