using Kube.Api.Models;

namespace Kube.Api.Json;

/// <summary>Reads one item of a list or one value of a map.</summary>
internal delegate T JsonItemReader<out T>(ref ModelJsonReader reader);

/// <summary>Lists and maps. A list replaces what was there, a map adds to it, as Go does with a member that comes twice.</summary>
internal ref partial struct ModelJsonReader
{
    public List<string>? Strings()
    {
        if (Null()) return null;
        BeginList();
        var list = new List<string>();
        while (NextItem()) list.Add(String() ?? "");
        return list;
    }

    public List<T>? List<T>() where T : class, IModel, new()
    {
        if (Null()) return null;
        BeginList();
        var list = new List<T>();
        while (NextItem())
        {
            var item = new T();
            if (!Null()) item.ReadJson(ref this);
            list.Add(item);
        }
        return list;
    }

    public List<T>? List<T>(JsonItemReader<T> read)
    {
        if (Null()) return null;
        BeginList();
        var list = new List<T>();
        while (NextItem()) list.Add(read(ref this));
        return list;
    }

    public Dictionary<string, string>? StringMap(Dictionary<string, string>? map)
    {
        if (Null()) return null;
        BeginObject();
        map ??= new(StringComparer.Ordinal);
        while (Next(out var name))
        {
            var key = Key(name, map);
            map[key] = String() ?? "";
        }
        return map;
    }

    public Dictionary<string, T>? Map<T>(Dictionary<string, T>? map) where T : class, IModel, new()
    {
        if (Null()) return null;
        BeginObject();
        map ??= new(StringComparer.Ordinal);
        while (Next(out var name))
        {
            var key = Key(name, map);
            var value = new T();
            if (!Null()) value.ReadJson(ref this);
            map[key] = value;
        }
        return map;
    }

    public Dictionary<string, T>? Map<T>(Dictionary<string, T>? map, JsonItemReader<T> read)
    {
        if (Null()) return null;
        BeginObject();
        map ??= new(StringComparer.Ordinal);
        while (Next(out var name))
        {
            var key = Key(name, map);
            map[key] = read(ref this);
        }
        return map;
    }

    private readonly string Key<T>(ReadOnlySpan<byte> name, Dictionary<string, T> map)
    {
        var key = GoText.FromUtf8(name);
        if (IsStrict && map.ContainsKey(key)) Duplicate();
        return key;
    }
}
