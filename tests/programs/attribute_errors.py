"""AttributeErrors that properties and __getattr__ raise know the attribute, as those of CPython do."""
# hot: read, Plain.found, Asked.__getattr__


class Plain:
    def __init__(self, error):
        self.error = error

    @property
    def found(self):
        if self.error is None:
            return "found"
        raise self.error


class Asked:
    def __init__(self, error):
        self.error = error

    def __getattr__(self, name):
        if self.error is None:
            return "asked"
        raise self.error


class Refuses(AttributeError):
    def __setattr__(self, name, value):
        raise ValueError(name)


def read(owner):
    try:
        return owner.found
    except Exception as error:
        named = getattr(error, "name", "-"), type(getattr(error, "obj", None)).__name__
        return type(error).__name__, error.args, named


def main():
    for _ in range(20):
        for make in (Plain, Asked):
            results = [read(make(None))]
            results += [read(make(AttributeError(text))) for text in ("x", "y")]
            results.append(read(make(AttributeError("z", name="given", obj=1))))
            results += [read(make(AttributeError)), read(make(KeyError("k")))]
            results.append(read(make(Refuses("r"))))
    print(results)
    for make in (Plain, Asked):
        print(read(make(AttributeError("x"))), read(make(Refuses("r"))))


main()
