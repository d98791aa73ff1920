<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru_RU">
    <context>
        <name>QObject</name>
        <message>
            <source>R4 in blocks of</source>
            <translation>R4 блоками по</translation>
        </message>
        <message>
            <source>Learns a rotation of so many channels at a time behind R4's Hadamard, first. It is online: each channel costs so many multiplications. 0: the Hadamard alone.</source>
            <translation>Сначала обучает поворот блоков из стольких каналов вслед за преобразованием Адамара в R4. Он выполняется на ходу: каждый канал стоит столько же умножений. 0: только преобразование Адамара.</translation>
        </message>
        <message>
            <source> channels</source>
            <translation> каналов</translation>
        </message>
        <message>
            <source>Rotations (*.h5 *.safetensors *.bin)</source>
            <translation>Повороты (*.h5 *.safetensors *.bin)</translation>
        </message>
        <message>
            <source>Parts</source>
            <translation>Части</translation>
        </message>
        <message>
            <source>Theme</source>
            <translation>Тема</translation>
        </message>
        <message>
            <source>Colours of the window.</source>
            <translation>Цвета окна.</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>Светлая</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>Тёмная</translation>
        </message>
        <message>
            <source>As the system</source>
            <translation>Как в системе</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>Язык</translation>
        </message>
        <message>
            <source>Language of the window, from its next start on.</source>
            <translation>Язык окна, со следующего запуска.</translation>
        </message>
        <message>
            <source>Larger text</source>
            <translation>Крупный текст</translation>
        </message>
        <message>
            <source>All texts a quarter larger, for projectors and tired eyes.</source>
            <translation>Все тексты на четверть крупнее: для проектора и усталых глаз.</translation>
        </message>
        <message>
            <source>Presentation mode</source>
            <translation>Режим показа</translation>
        </message>
        <message>
            <source>All texts half as large again, the whole screen, and only the settings beside the plots.</source>
            <translation>Все тексты в полтора раза крупнее, весь экран, рядом с графиками только настройки.</translation>
        </message>
        <message>
            <source>Automatic</source>
            <translation>Автоматически</translation>
        </message>
        <message>
            <source>CPU</source>
            <translation>ЦП</translation>
        </message>
        <message>
            <source>Device</source>
            <translation>Устройство</translation>
        </message>
        <message>
            <source>Where to compute. Automatic takes the GPU with the most free memory, or the CPU where none can be used; the status bar says why.</source>
            <translation>Где вычислять. Автоматически берётся видеокарта с наибольшей свободной памятью, а если ни одна не годится — процессор; почему, говорит строка состояния.</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>Текст</translation>
        </message>
        <message>
            <source>A UTF-8 text file to measure on.</source>
            <translation>Текстовый файл UTF-8, на котором измеряется качество.</translation>
        </message>
        <message>
            <source>installed prose</source>
            <translation>установленная проза</translation>
        </message>
        <message>
            <source>Protocol</source>
            <translation>Протокол</translation>
        </message>
        <message>
            <source>SpinQuant scores every token of consecutive windows; llama.cpp scores the second half of each window. Figures of the two cannot be compared.</source>
            <translation>SpinQuant оценивает каждый токен подряд идущих окон, llama.cpp — вторую половину каждого окна. Сравнивать числа этих двух протоколов нельзя.</translation>
        </message>
        <message>
            <source>SpinQuant</source>
            <translation>SpinQuant</translation>
        </message>
        <message>
            <source>Window</source>
            <translation>Окно</translation>
        </message>
        <message>
            <source>Tokens of each window.</source>
            <translation>Токенов в каждом окне.</translation>
        </message>
        <message>
            <source> tokens</source>
            <translation> токенов</translation>
        </message>
        <message>
            <source>Windows</source>
            <translation>Окна</translation>
        </message>
        <message>
            <source>How many windows of the text are scored; 0 takes all of it. More windows give a smaller standard error.</source>
            <translation>Сколько окон текста оценивается; 0 — весь текст. Чем больше окон, тем меньше стандартная ошибка.</translation>
        </message>
        <message>
            <source>all of the text</source>
            <translation>весь текст</translation>
        </message>
        <message>
            <source>Compare with the original</source>
            <translation>Сравнить с исходной моделью</translation>
        </message>
        <message>
            <source>Also measures the KL divergence from the unquantized network and how often both choose the same token. Takes about twice as long.</source>
            <translation>Измерить также расхождение КЛ с неквантованной сетью и то, как часто обе выбирают один и тот же токен. Занимает примерно вдвое больше времени.</translation>
        </message>
        <message>
            <source>Quantize as on the Quantize page</source>
            <translation>Квантовать, как на странице «Квантование»</translation>
        </message>
        <message>
            <source>Off: nothing is quantized, which gives the perplexity that all others are compared to.</source>
            <translation>Выключено: ничего не квантуется; с этой перплексией сравниваются все остальные.</translation>
        </message>
        <message>
            <source>Seeds of a sweep</source>
            <translation>Зёрна перебора</translation>
        </message>
        <message>
            <source>How many random rotations a sweep measures.</source>
            <translation>Сколько случайных поворотов измерить.</translation>
        </message>
        <message>
            <source> seeds</source>
            <translation> зёрен</translation>
        </message>
        <message>
            <source>Target</source>
            <translation>Назначение</translation>
        </message>
        <message>
            <source>Who is to load the files.</source>
            <translation>Кто будет загружать файлы.</translation>
        </message>
        <message>
            <source>Hugging Face folder</source>
            <translation>Папка Hugging Face</translation>
        </message>
        <message>
            <source>rotations alone</source>
            <translation>только повороты</translation>
        </message>
        <message>
            <source>Weights as</source>
            <translation>Веса как</translation>
        </message>
        <message>
            <source>BF16 takes half the space; F32 keeps the merged weights exactly.</source>
            <translation>BF16 занимает вдвое меньше места; F32 сохраняет объединённые веса точно.</translation>
        </message>
        <message>
            <source>BF16, 2 bytes a weight</source>
            <translation>BF16, 2 байта на вес</translation>
        </message>
        <message>
            <source>F32, 4 bytes a weight</source>
            <translation>F32, 4 байта на вес</translation>
        </message>
        <message>
            <source>Write to</source>
            <translation>Куда записать</translation>
        </message>
        <message>
            <source>The folder or file that is written. A file that is there is replaced only when the new one is complete.</source>
            <translation>Папка или файл, куда идёт запись. То, что там уже есть, заменяется, только когда новое записано целиком.</translation>
        </message>
        <message>
            <source>choose a place</source>
            <translation>выберите место</translation>
        </message>
        <message>
            <source>Reopen and measure what was written</source>
            <translation>Открыть записанное заново и измерить</translation>
        </message>
        <message>
            <source>Opens the written files as any other program would and compares their perplexity with the original's.</source>
            <translation>Открывает записанные файлы, как это сделала бы другая программа, и сравнивает их перплексию с исходной.</translation>
        </message>
        <message>
            <source>Tokens</source>
            <translation>Токены</translation>
        </message>
        <message>
            <source>How many tokens of the text run through the network. 512 take seconds on a small model; more tokens find rarer outliers.</source>
            <translation>Сколько токенов текста проходит через сеть. 512 на малой модели занимают секунды; больше токенов — найдутся более редкие выбросы.</translation>
        </message>
        <message>
            <source>A UTF-8 text file whose beginning is run through the network.</source>
            <translation>Текстовый файл UTF-8, начало которого проходит через сеть.</translation>
        </message>
        <message>
            <source>Statistic</source>
            <translation>Статистика</translation>
        </message>
        <message>
            <source>What the map and the profile show of each channel.</source>
            <translation>Что карта и профиль показывают о каждом канале.</translation>
        </message>
        <message>
            <source>max |x|</source>
            <translation>максимум |x|</translation>
        </message>
        <message>
            <source>99.9 % of |x|</source>
            <translation>99,9 % от |x|</translation>
        </message>
        <message>
            <source>99 % of |x|</source>
            <translation>99 % от |x|</translation>
        </message>
        <message>
            <source>mean |x|</source>
            <translation>среднее |x|</translation>
        </message>
        <message>
            <source>rms</source>
            <translation>СКЗ</translation>
        </message>
        <message>
            <source>kurtosis</source>
            <translation>эксцесс</translation>
        </message>
        <message>
            <source>Logarithmic scales</source>
            <translation>Логарифмические шкалы</translation>
        </message>
        <message>
            <source>Outliers are often a hundred times larger than the rest; a logarithmic scale shows both.</source>
            <translation>Выбросы часто в сто раз больше остального; логарифмическая шкала показывает и то и другое.</translation>
        </message>
        <message>
            <source>Sort channels by value</source>
            <translation>Сортировать каналы по величине</translation>
        </message>
        <message>
            <source>The profile shows the largest channels first instead of in their order.</source>
            <translation>Профиль показывает сначала самые большие каналы, а не их порядок.</translation>
        </message>
        <message>
            <source>Bits</source>
            <translation>Биты</translation>
        </message>
        <message>
            <source>Bits of the quantization grid that is drawn over the histogram and gives the SQNR.</source>
            <translation>Разрядность сетки квантования, которая рисуется поверх гистограммы и даёт SQNR.</translation>
        </message>
        <message>
            <source>Clip</source>
            <translation>Отсечение</translation>
        </message>
        <message>
            <source>The fraction of the range that the grid covers.</source>
            <translation>Доля диапазона, которую покрывает сетка.</translation>
        </message>
        <message>
            <source>Symmetric grid</source>
            <translation>Симметричная сетка</translation>
        </message>
        <message>
            <source>The grid reaches equally far on both sides of zero.</source>
            <translation>Сетка одинаково далеко простирается по обе стороны от нуля.</translation>
        </message>
        <message>
            <source>%1 bits</source>
            <translation>%1 бит</translation>
        </message>
        <message>
            <source>16 (off)</source>
            <translation>16 (выкл.)</translation>
        </message>
        <message>
            <source>Objective</source>
            <translation>Цель</translation>
        </message>
        <message>
            <source>What learning makes small. Rounding noise looks at each site alone and takes seconds; cross-entropy (SpinQuant) and KL run the whole network.</source>
            <translation>Что обучение делает малым. Шум округления смотрит на каждую точку отдельно и занимает секунды; перекрёстная энтропия (SpinQuant) и КЛ прогоняют всю сеть.</translation>
        </message>
        <message>
            <source>cross-entropy</source>
            <translation>перекрёстная энтропия</translation>
        </message>
        <message>
            <source>KL to the original</source>
            <translation>КЛ до исходной модели</translation>
        </message>
        <message>
            <source>whip</source>
            <translation>whip</translation>
        </message>
        <message>
            <source>Form</source>
            <translation>Вид</translation>
        </message>
        <message>
            <source>site (fast)</source>
            <translation>по точкам (быстро)</translation>
        </message>
        <message>
            <source>merged</source>
            <translation>объединённый</translation>
        </message>
        <message>
            <source>Steps</source>
            <translation>Шаги</translation>
        </message>
        <message>
            <source>How many steps of Cayley SGD.</source>
            <translation>Сколько шагов SGD Кэли.</translation>
        </message>
        <message>
            <source>Windows a step</source>
            <translation>Окон за шаг</translation>
        </message>
        <message>
            <source>Schedule</source>
            <translation>Расписание</translation>
        </message>
        <message>
            <source>How the learning rate falls over the steps.</source>
            <translation>Как скорость обучения убывает по шагам.</translation>
        </message>
        <message>
            <source>cosine</source>
            <translation>косинус</translation>
        </message>
        <message>
            <source>linear</source>
            <translation>линейное</translation>
        </message>
        <message>
            <source>constant</source>
            <translation>постоянное</translation>
        </message>
        <message>
            <source>Learning rate</source>
            <translation>Скорость обучения</translation>
        </message>
        <message>
            <source>Activation bits</source>
            <translation>Биты активаций</translation>
        </message>
        <message>
            <source>Bits in the loop while learning.</source>
            <translation>Разрядность во время обучения.</translation>
        </message>
        <message>
            <source>KV cache bits</source>
            <translation>Биты кэша KV</translation>
        </message>
        <message>
            <source>A UTF-8 text file to learn on.</source>
            <translation>Текстовый файл UTF-8, на котором идёт обучение.</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>Зерно</translation>
        </message>
        <message>
            <source>The same seed repeats the same run.</source>
            <translation>То же зерно повторяет тот же запуск.</translation>
        </message>
        <message>
            <source>groups of %1</source>
            <translation>группы по %1</translation>
        </message>
        <message>
            <source>The grid reaches equally far on both sides of zero. Asymmetric grids fit lopsided values better, symmetric ones are what many engines run.</source>
            <translation>Сетка одинаково далеко простирается по обе стороны от нуля. Несимметричные сетки лучше подходят перекошенным значениям, симметричные умеют многие движки.</translation>
        </message>
        <message>
            <source>The fraction of the range that the grid covers. Below 1 the largest values are cut off and all others get a finer grid.</source>
            <translation>Доля диапазона, которую покрывает сетка. Меньше 1: самые большие значения срезаются, остальные получают более мелкую сетку.</translation>
        </message>
        <message>
            <source>none</source>
            <translation>нет</translation>
        </message>
        <message>
            <source>random orthogonal</source>
            <translation>случайный ортогональный</translation>
        </message>
        <message>
            <source>random Hadamard</source>
            <translation>случайный Адамара</translation>
        </message>
        <message>
            <source>learned</source>
            <translation>обученный</translation>
        </message>
        <message>
            <source>from a file</source>
            <translation>из файла</translation>
        </message>
        <message>
            <source>R1 rotates the residual stream; it is merged into the weights and costs nothing at run time.</source>
            <translation>R1 поворачивает остаточный поток; он объединён с весами и при работе ничего не стоит.</translation>
        </message>
        <message>
            <source>R2 rotates the values of each head; it is merged into the weights and costs nothing at run time.</source>
            <translation>R2 поворачивает значения каждой головы; он объединён с весами и при работе ничего не стоит.</translation>
        </message>
        <message>
            <source>R3 is a Hadamard transform of queries and keys at run time; it helps the KV cache.</source>
            <translation>R3 — преобразование Адамара запросов и ключей во время работы; помогает кэшу KV.</translation>
        </message>
        <message>
            <source>R4 is a Hadamard transform of the input of down_proj at run time.</source>
            <translation>R4 — преобразование Адамара входа down_proj во время работы.</translation>
        </message>
        <message>
            <source>no rotation</source>
            <translation>без поворота</translation>
        </message>
        <message>
            <source>, seed %1</source>
            <translation>, зерно %1</translation>
        </message>
        <message>
            <source>, without %1</source>
            <translation>, без %1</translation>
        </message>
        <message>
            <source>Browse…</source>
            <translation>Обзор…</translation>
        </message>
        <message>
            <source>Browse for: %1</source>
            <translation>Выбрать: %1</translation>
        </message>
        <message>
            <source>Compare</source>
            <translation>Сравнить</translation>
        </message>
        <message>
            <source>with</source>
            <translation>с</translation>
        </message>
        <message>
            <source>Texts and token ids (*.txt *.raw *.md *.ids);;All files (*)</source>
            <translation>Тексты и номера токенов (*.txt *.raw *.md *.ids);;Все файлы (*)</translation>
        </message>
        <message>
            <source>The sample model</source>
            <translation>Учебная модель</translation>
        </message>
        <message>
            <source>%1  –  %2</source>
            <translation>%1  –  %2</translation>
        </message>
        <message>
            <source>Zero-shot tasks</source>
            <translation>Задачи без примеров</translation>
        </message>
        <message>
            <source>Questions to ask as well: NAME=FILE of a published JSONL file, several with semicolons between them; a file with the answers follows after a comma. For example piqa=valid.jsonl,valid-labels.lst.</source>
            <translation>Какие ещё вопросы задать: ИМЯ=ФАЙЛ опубликованного JSONL, несколько через точку с запятой; файл с ответами следует после запятой. Например piqa=valid.jsonl,valid-labels.lst.</translation>
        </message>
        <message>
            <source>Questions a task</source>
            <translation>Вопросов на задачу</translation>
        </message>
        <message>
            <source>Only the first so many questions of each task; 0 takes all.</source>
            <translation>Только первые столько вопросов каждой задачи; 0 — все.</translation>
        </message>
        <message>
            <source>all</source>
            <translation>все</translation>
        </message>
        <message>
            <source>compressed-tensors</source>
            <translation>compressed-tensors</translation>
        </message>
        <message>
            <source>GPTQ's layout</source>
            <translation>формат GPTQ</translation>
        </message>
        <message>
            <source>GGUF file</source>
            <translation>файл GGUF</translation>
        </message>
        <message>
            <source>F16, 2 bytes a weight</source>
            <translation>F16, 2 байта на вес</translation>
        </message>
        <message>
            <source>Measure perplexity</source>
            <translation>Измерять перплексию</translation>
        </message>
        <message>
            <source>Off: only the zero-shot tasks are asked, which saves the windows' time.</source>
            <translation>Выключено: задаются только вопросы zero-shot, и время на окна не тратится.</translation>
        </message>
        <message>
            <source>Site form rotates each site's rounding error and is fast; merged form multiplies the rotation into every weight at every step, as the paper does. Cross-entropy and KL only.</source>
            <translation>По точкам — поворачивает ошибку округления каждой точки и работает быстро; объединённая форма на каждом шаге умножает поворот на все веса, как в статье. Только для перекрёстной энтропии и KL.</translation>
        </message>
        <message>
            <source>Tokens of each text window. Cross-entropy and KL only.</source>
            <translation>Токенов в каждом окне текста. Только для перекрёстной энтропии и KL.</translation>
        </message>
        <message>
            <source>Windows that each step averages over. Cross-entropy and KL only.</source>
            <translation>По скольким окнам усредняет каждый шаг. Только для перекрёстной энтропии и KL.</translation>
        </message>
        <message>
            <source>Weight bits</source>
            <translation>Биты весов</translation>
        </message>
        <message>
            <source>Bits of the weights in the loop while learning. Merged form of cross-entropy and KL only; usually weights are quantized afterwards.</source>
            <translation>Биты весов во время обучения. Только для объединённой формы перекрёстной энтропии и KL; обычно веса квантуют после.</translation>
        </message>
        <message>
            <source>Clipped norm</source>
            <translation>Ограничиваемая норма</translation>
        </message>
        <message>
            <source>Which norm of the gradient is limited: the part along the manifold of rotations, or all of it as the paper does.</source>
            <translation>Какая норма градиента ограничивается: его часть вдоль многообразия поворотов или весь градиент, как в статье.</translation>
        </message>
        <message>
            <source>tangent</source>
            <translation>касательная</translation>
        </message>
        <message>
            <source>Euclidean</source>
            <translation>евклидова</translation>
        </message>
        <message>
            <source>Gradient clip</source>
            <translation>Предел градиента</translation>
        </message>
        <message>
            <source>Largest gradient norm, over all rotations together; longer ones are shortened.</source>
            <translation>Наибольшая норма градиента по всем поворотам вместе; более длинные укорачиваются.</translation>
        </message>
        <message>
            <source>Momentum</source>
            <translation>Импульс</translation>
        </message>
        <message>
            <source>Share of the last step's direction that is kept. 0: none.</source>
            <translation>Доля направления прошлого шага, которая сохраняется. 0 — никакая.</translation>
        </message>
        <message>
            <source>Warm start</source>
            <translation>Разогрев</translation>
        </message>
        <message>
            <source>Steps on rounding noise, with R1 alone, before the network's own loss: cheap, and most of the way. Automatic takes 300 in site form, none in merged form.</source>
            <translation>Шаги по шуму округления, только с R1, прежде чем взяться за потери самой сети: дёшево, и это большая часть пути. Автоматически — 300 по точкам, ни одного в объединённой форме.</translation>
        </message>
        <message>
            <source> steps</source>
            <translation> шагов</translation>
        </message>
        <message>
            <source>automatic</source>
            <translation>автоматически</translation>
        </message>
        <message>
            <source>Cached tokens</source>
            <translation>Токенов в запасе</translation>
        </message>
        <message>
            <source>Tokens whose activations are kept for each site. For rounding noise, whip, kurtosis and the warm start.</source>
            <translation>Для скольких токенов хранятся активации каждой точки. Для шума округления, whip, эксцесса и разогрева.</translation>
        </message>
        <message>
            <source>Logits compared</source>
            <translation>Сравнивать логитов</translation>
        </message>
        <message>
            <source>How many of the original's largest logits KL compares.</source>
            <translation>Сколько наибольших логитов исходной сети сравнивает KL.</translation>
        </message>
        <message>
            <source>Site weights</source>
            <translation>Веса точек</translation>
        </message>
        <message>
            <source>Whether the noise of each token and site counts the same, or as much as it costs the loss (Fisher), which one backward pass finds out.</source>
            <translation>Считать ли шум каждого токена и каждой точки одинаково или по тому, сколько он стоит в потерях (Фишер): это узнаёт один обратный проход.</translation>
        </message>
        <message>
            <source>even</source>
            <translation>поровну</translation>
        </message>
        <message>
            <source>by cost (Fisher)</source>
            <translation>по цене (Фишер)</translation>
        </message>
        <message>
            <source>Massive tokens</source>
            <translation>Огромные токены</translation>
        </message>
        <message>
            <source>How much tokens with massive activations count, which are often the first token and line breaks. 1: as all others; 0: not at all.</source>
            <translation>Сколько значат токены с огромными активациями; часто это первый токен и переводы строк. 1 — как все остальные, 0 — нисколько.</translation>
        </message>
        <message>
            <source>Learn scales too</source>
            <translation>Обучать и масштабы</translation>
        </message>
        <message>
            <source>Also learns diagonal scales from v to o and from up to down. They are merged into the weights and cost nothing at run time.</source>
            <translation>Обучаются и диагональные масштабы от v к o и от up к down. Они объединяются с весами и при работе ничего не стоят.</translation>
        </message>
        <message>
            <source>Scales' rate</source>
            <translation>Скорость масштабов</translation>
        </message>
        <message>
            <source>Learning rate of the scales' logarithms (Adam).</source>
            <translation>Скорость обучения логарифмов масштабов (Adam).</translation>
        </message>
        <message>
            <source>Held out</source>
            <translation>Отложено</translation>
        </message>
        <message>
            <source>Windows kept apart; the rotation that is best on them is kept. Automatic: 2, or an eighth of the cached tokens. 0: the last step is kept.</source>
            <translation>Отложенные окна; сохраняется поворот, лучший на них. Автоматически — 2 или восьмая часть токенов в запасе. 0 — сохраняется последний шаг.</translation>
        </message>
        <message>
            <source> windows</source>
            <translation> окон</translation>
        </message>
        <message>
            <source>Looked at every</source>
            <translation>Проверять каждые</translation>
        </message>
        <message>
            <source>Steps between two looks at what is held out. Automatic: a twentieth of all steps.</source>
            <translation>Шагов между двумя проверками на отложенном. Автоматически — двадцатая часть всех шагов.</translation>
        </message>
        <message>
            <source>Step back at</source>
            <translation>Отступать при</translation>
        </message>
        <message>
            <source>A loss that rises so far over its start, relatively, sends learning back to its best rotation with half the rate.</source>
            <translation>Если потери настолько (относительно) выросли над началом, обучение возвращается к лучшему повороту с половинной скоростью.</translation>
        </message>
        <message>
            <source>Windows together</source>
            <translation>Окон вместе</translation>
        </message>
        <message>
            <source>Windows that go through the network at the same time; fewer need less memory, with the same result. Automatic: all in merged form, one in site form.</source>
            <translation>Сколько окон идут через сеть одновременно; чем меньше, тем меньше памяти, результат тот же. Автоматически — все в объединённой форме, одно по точкам.</translation>
        </message>
        <message>
            <source>Recompute activations</source>
            <translation>Пересчитывать активации</translation>
        </message>
        <message>
            <source>Keeps no activations inside blocks: much less memory, one forward pass more a step.</source>
            <translation>Активации внутри блоков не хранятся: намного меньше памяти, на шаг один прямой проход больше.</translation>
        </message>
        <message>
            <source>QR again</source>
            <translation>Повторная QR</translation>
        </message>
        <message>
            <source>Probability that a step makes the rotations exactly orthogonal again. 0: only at the end.</source>
            <translation>Вероятность, что шаг снова сделает повороты точно ортогональными. 0 — только в конце.</translation>
        </message>
        <message>
            <source>Checkpoint every</source>
            <translation>Сохранять каждые</translation>
        </message>
        <message>
            <source>A run that was interrupted resumes from its last checkpoint.</source>
            <translation>Прерванное обучение продолжается с последнего сохранения.</translation>
        </message>
        <message>
            <source>recipe %1</source>
            <translation>рецепт %1</translation>
        </message>
        <message>
            <source>scales</source>
            <translation>масштабов</translation>
        </message>
        <message>
            <source>rounding noise</source>
            <translation>шум округления</translation>
        </message>
        <message>
            <source>Length of a step on the manifold of rotations. Automatic takes what suits the objective.</source>
            <translation>Длина шага на многообразии поворотов. Автоматически — подходящая для цели.</translation>
        </message>
        <message>
            <source>Settings of the project</source>
            <translation>Настройки проекта</translation>
        </message>
        <message>
            <source>Number type</source>
            <translation>Тип чисел</translation>
        </message>
        <message>
            <source>Type of weights and activations in passes without gradients. bf16 takes half the memory and is faster where the processor has it; figures differ in the third digit. Automatic: f32, on a GPU too small for that bf16.</source>
            <translation>Тип весов и активаций в проходах без градиентов. bf16 занимает вдвое меньше памяти и быстрее там, где процессор его умеет; показатели отличаются в третьем знаке. Автоматически: f32, а на видеокарте, которой для этого не хватает памяти, bf16.</translation>
        </message>
        <message>
            <source>Threads</source>
            <translation>Потоки</translation>
        </message>
        <message>
            <source>How many processor cores a computation may use.</source>
            <translation>Сколько ядер процессора может занять вычисление.</translation>
        </message>
        <message>
            <source>one a core</source>
            <translation>по одному на ядро</translation>
        </message>
    </context>
    <context>
        <name>dialogs</name>
        <message>
            <source>Keyboard shortcuts</source>
            <translation>Сочетания клавиш</translation>
        </message>
        <message>
            <source>Action</source>
            <translation>Действие</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>Клавиши</translation>
        </message>
        <message>
            <source> or </source>
            <translation> или </translation>
        </message>
        <message>
            <source>Move in a map; take the marked cell</source>
            <translation>Двигаться по карте; взять отмеченную клетку</translation>
        </message>
        <message>
            <source>arrow keys; Enter</source>
            <translation>стрелки; Enter</translation>
        </message>
        <message>
            <source>Zoom a plot; only one axis; show all</source>
            <translation>Масштаб графика; только одной оси; показать всё</translation>
        </message>
        <message>
            <source>wheel; Ctrl+wheel; double click</source>
            <translation>колесо; Ctrl+колесо; двойной щелчок</translation>
        </message>
        <message>
            <source>Remove the chosen row of the evaluations</source>
            <translation>Удалить выбранную строку оценок</translation>
        </message>
        <message>
            <source>Del</source>
            <translation>Del</translation>
        </message>
        <message>
            <source>About Rotorscope</source>
            <translation>О программе Rotorscope</translation>
        </message>
        <message>
            <source>&lt;h2 align='center'&gt;Rotorscope %1&lt;/h2&gt;&lt;p align='center'&gt;Backend: %2&lt;/p&gt;&lt;p&gt;Looks at activation outliers of language models, removes them with rotations, quantizes, measures and exports.&lt;/p&gt;&lt;p&gt;Rotorscope is licensed under the Apache License 2.0.&lt;/p&gt;&lt;p&gt;It is built on:&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Qt %3, LGPL 3&lt;/li&gt;&lt;li&gt;QCustomPlot 2.1, GPL 3&lt;/li&gt;&lt;li&gt;libtorch (PyTorch), BSD 3-clause&lt;/li&gt;&lt;li&gt;HDF5, BSD style&lt;/li&gt;&lt;li&gt;JSON for Modern C++, MIT&lt;/li&gt;&lt;li&gt;tl::expected, CC0&lt;/li&gt;&lt;li&gt;PCRE2 and SentencePiece, BSD 3-clause and Apache 2.0&lt;/li&gt;&lt;/ul&gt;&lt;p&gt;QCustomPlot's licence makes this program as a whole subject to the GNU General Public License 3.&lt;/p&gt;&lt;p&gt;Sample model: SmolLM2-135M-Instruct by Hugging Face, Apache License 2.0.&lt;/p&gt;</source>
            <translation>&lt;h2 align='center'&gt;Rotorscope %1&lt;/h2&gt;&lt;p align='center'&gt;Сервер: %2&lt;/p&gt;&lt;p&gt;Рассматривает выбросы активаций языковых моделей, убирает их поворотами, квантует, измеряет и экспортирует.&lt;/p&gt;&lt;p&gt;Rotorscope распространяется по лицензии Apache 2.0.&lt;/p&gt;&lt;p&gt;Построен на:&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Qt %3, LGPL 3&lt;/li&gt;&lt;li&gt;QCustomPlot 2.1, GPL 3&lt;/li&gt;&lt;li&gt;libtorch (PyTorch), BSD 3-clause&lt;/li&gt;&lt;li&gt;HDF5, в стиле BSD&lt;/li&gt;&lt;li&gt;JSON for Modern C++, MIT&lt;/li&gt;&lt;li&gt;tl::expected, CC0&lt;/li&gt;&lt;li&gt;PCRE2 и SentencePiece, BSD 3-clause и Apache 2.0&lt;/li&gt;&lt;/ul&gt;&lt;p&gt;Из-за лицензии QCustomPlot программа в целом подчиняется GNU General Public License 3.&lt;/p&gt;&lt;p&gt;Учебная модель: SmolLM2-135M-Instruct от Hugging Face, Apache 2.0.&lt;/p&gt;</translation>
        </message>
        <message>
            <source>none</source>
            <translation>нет</translation>
        </message>
    </context>
    <context>
        <name>figure</name>
        <message>
            <source>Not saved</source>
            <translation>Не сохранено</translation>
        </message>
    </context>
    <context>
        <name>format</name>
        <message>
            <source>%1 ms</source>
            <translation>%1 мс</translation>
        </message>
        <message>
            <source>%1 s</source>
            <translation>%1 с</translation>
        </message>
        <message>
            <source>%1 min</source>
            <translation>%1 мин</translation>
        </message>
        <message>
            <source>%1 h</source>
            <translation>%1 ч</translation>
        </message>
        <message>
            <source>%1 h %2 min</source>
            <translation>%1 ч %2 мин</translation>
        </message>
        <message>
            <source>%1 days</source>
            <translation>%1 дн.</translation>
        </message>
        <message>
            <source>less than 5 s left</source>
            <translation>осталось меньше 5 с</translation>
        </message>
        <message>
            <source>%1 left</source>
            <translation>осталось %1</translation>
        </message>
    </context>
    <context>
        <name>language</name>
        <message>
            <source>As the system</source>
            <translation>Как в системе</translation>
        </message>
    </context>
    <context>
        <name>lessons</name>
        <message>
            <source>Which channel is the largest?</source>
            <translation>Какой канал самый большой?</translation>
        </message>
        <message>
            <source>Find the outlier</source>
            <translation>Найти выброс</translation>
        </message>
        <message>
            <source>Where a model's activations are huge: from the whole network down to one channel and one token.</source>
            <translation>Где активации модели огромны: от всей сети до одного канала и одного токена.</translation>
        </message>
        <message>
            <source>Each cell of this map is a site: a place in a layer whose values get quantized. Its colour says how many times larger the largest channel is than the typical one. Click the brightest cell, or the first row of the table below.</source>
            <translation>Каждая клетка карты — точка: место в слое, значения которого квантуются. Цвет говорит, во сколько раз самый большой канал больше обычного. Щёлкните самую яркую клетку или первую строку таблицы ниже.</translation>
        </message>
        <message>
            <source>The profile shows one bar a channel. Orange is before rotation. One channel stands far above all others: an outlier. Point at it to read its number.</source>
            <translation>В профиле один столбик на канал. Оранжевый — до поворота. Один канал стоит намного выше всех остальных: это выброс. Наведите указатель, чтобы прочесть число.</translation>
        </message>
        <message>
            <source>Who makes it large? Choose “Largest tokens” above the map: often it is the first token of the text, or a line break, whatever the text says.</source>
            <translation>Кто делает его большим? Выберите «Самые большие токены» над картой: часто это первый токен текста или перевод строки, что бы в тексте ни было.</translation>
        </message>
        <message>
            <source>Now choose “Relief”. A ridge along all tokens is an outlier channel, a single spike is an outlier token. Turn it with the mouse. On the right a rotation has spread it: ridges are gone, and a spike has become a low wall, one token over all channels.</source>
            <translation>Теперь выберите «Рельеф». Хребет вдоль всех токенов — канал-выброс, одинокий пик — токен-выброс. Поверните мышью. Справа поворот распределил их: хребтов нет, а пик стал низкой стеной — один токен по всем каналам.</translation>
        </message>
        <message>
            <source>Press Ctrl+K and type “0 mlp_in”, then Enter: that is the quickest way to any place. Layer and site may be shortened, and a channel may follow.</source>
            <translation>Нажмите Ctrl+K и наберите «0 mlp_in», затем Enter: это самый быстрый путь к любому месту. Слой и точку можно сокращать, за ними может идти канал.</translation>
        </message>
        <message>
            <source>Why 4 bits fail</source>
            <translation>Почему 4 бита не работают</translation>
        </message>
        <message>
            <source>A grid stretched over an outlier leaves few levels for everything else. See it, then measure it.</source>
            <translation>Сетка, растянутая на выброс, оставляет остальным мало уровней. Увидеть, затем измерить.</translation>
        </message>
        <message>
            <source>The thin lines over the histogram are the values that a quantizer can store. Set “Bits” on the right to 8 and watch the SQNR: the signal is far stronger than its rounding errors.</source>
            <translation>Тонкие линии поверх гистограммы — значения, которые квантователь может хранить. Поставьте «Биты» справа на 8 и следите за SQNR: сигнал намного сильнее ошибок округления.</translation>
        </message>
        <message>
            <source>Now set it to 4. Each bit less costs about 6 dB, and the lines move apart.</source>
            <translation>Теперь поставьте 4. Каждый бит меньше стоит около 6 дБ, и линии расходятся.</translation>
        </message>
        <message>
            <source>The grid must reach the outlier, so the typical values, which are near zero, share one or two levels.</source>
            <translation>Сетка должна доставать до выброса, поэтому обычные значения, близкие к нулю, делят один-два уровня.</translation>
        </message>
        <message>
            <source>How many levels has a 4-bit grid?</source>
            <translation>Сколько уровней у 4-битной сетки?</translation>
        </message>
        <message>
            <source>Could the grid simply be shorter? Take “Clip” below 0.9. The steps become finer, but the outlier is cut off; see whether the SQNR before rotation gains or loses.</source>
            <translation>Может быть, сделать сетку короче? Уменьшите «Отсечение» ниже 0,9. Шаги становятся мельче, но выброс срезан; посмотрите, растёт ли SQNR до поворота или падает.</translation>
        </message>
        <message>
            <source>What does it cost the model? On this page untick “Quantize as on the Quantize page” and press Run: the perplexity of the untouched model, which all others are compared to.</source>
            <translation>Чего это стоит модели? На этой странице снимите «Квантовать, как на странице „Квантование“» и нажмите «Запустить»: перплексия нетронутой модели, с которой сравнивают все остальные.</translation>
        </message>
        <message>
            <source>Now tick it again, set the rotation on the right to “none”, and press Run. The Quantize page stands at 4-bit activations unless you changed it. The perplexity explodes: the outliers ate the grid.</source>
            <translation>Теперь поставьте флажок снова, справа выберите поворот «нет» и нажмите «Запустить». На странице «Квантование» активации 4-битные, если вы этого не меняли. Перплексия взлетает: выбросы съели сетку.</translation>
        </message>
        <message>
            <source>A rotation changes nothing</source>
            <translation>Поворот ничего не меняет</translation>
        </message>
        <message>
            <source>Turned activations and weights turned back give the same network. Prove it on this model.</source>
            <translation>Повёрнутые активации и повёрнутые обратно веса дают ту же сеть. Докажите это на этой модели.</translation>
        </message>
        <message>
            <source>A rotation R mixes all channels into new ones. The weights that read them get Rᵀ, so R Rᵀ = 1 cancels. Choose “random orthogonal” as the source on the right.</source>
            <translation>Поворот R смешивает все каналы в новые. Веса, которые их читают, получают Rᵀ, и R Rᵀ = 1 сокращается. Выберите справа источник «случайный ортогональный».</translation>
        </message>
        <message>
            <source>Press “Check invariance”, or the badge in the status bar. The rotation is merged into the weights, and the logits are compared with the original's.</source>
            <translation>Нажмите «Проверить инвариантность» или значок в строке состояния. Поворот объединяется с весами, и логиты сравниваются с исходными.</translation>
        </message>
        <message>
            <source>Only the last digits of the logits differ, from rounding.</source>
            <translation>Логиты отличаются только последними цифрами, из-за округления.</translation>
        </message>
        <message>
            <source>Why does the model still say the same?</source>
            <translation>Почему модель говорит то же самое?</translation>
        </message>
        <message>
            <source>The rotation is very small</source>
            <translation>Поворот очень мал</translation>
        </message>
        <message>
            <source>R and its transpose cancel between two weights</source>
            <translation>R и его транспонированная сокращаются между двумя весами</translation>
        </message>
        <message>
            <source>The model was trained again</source>
            <translation>Модель обучили заново</translation>
        </message>
        <message>
            <source>The diagram shows where each rotation acts. R1 and R2 are merged into weights and cost nothing. R3 and R4 (dashed) cannot be merged and run with the model. Switch R4 off and watch down_in.</source>
            <translation>Схема показывает, где действует каждый поворот. R1 и R2 объединены с весами и ничего не стоят. R3 и R4 (штриховые) объединить нельзя, они работают вместе с моделью. Выключите R4 и следите за down_in.</translation>
        </message>
        <message>
            <source>Switch R4 on again: down_in has the worst outliers, and only R4 reaches it.</source>
            <translation>Включите R4 снова: у down_in худшие выбросы, и достаёт до него только R4.</translation>
        </message>
        <message>
            <source>Random orthogonal or Hadamard?</source>
            <translation>Случайный ортогональный или Адамара?</translation>
        </message>
        <message>
            <source>Two kinds of random rotation, and how much luck there is in the seed.</source>
            <translation>Два вида случайных поворотов и сколько удачи в зерне.</translation>
        </message>
        <message>
            <source>The same site in several bases on one scale. Both random rotations flatten the profile. A Hadamard rotation has entries of ±1/√n only, so it spreads each channel evenly over all and runs fast without a matrix.</source>
            <translation>Одна и та же точка в нескольких базисах на одной шкале. Оба случайных поворота выравнивают профиль. У поворота Адамара все элементы ±1/√n, поэтому он раскладывает каждый канал поровну на все и быстр без матрицы.</translation>
        </message>
        <message>
            <source>What does a Hadamard rotation do to one large channel?</source>
            <translation>Что поворот Адамара делает с одним большим каналом?</translation>
        </message>
        <message>
            <source>It gives every channel an equal share of it</source>
            <translation>Даёт каждому каналу равную его долю</translation>
        </message>
        <message>
            <source>It removes it</source>
            <translation>Удаляет его</translation>
        </message>
        <message>
            <source>It moves it to another channel</source>
            <translation>Переносит его в другой канал</translation>
        </message>
        <message>
            <source>Choose “histogram” instead of “channels” above the panels if you like. Then change the seed on the right: every seed is another rotation of the same kind, and the SQNR under the panels moves a little.</source>
            <translation>Если хотите, выберите над панелями «гистограмма» вместо «каналы». Затем измените зерно справа: каждое зерно — другой поворот того же вида, и SQNR под панелями немного меняется.</translation>
        </message>
        <message>
            <source>How much does the seed matter for perplexity? Set the number of seeds (2 are enough here) and press Sweep. Each dot is one random rotation.</source>
            <translation>Насколько зерно важно для перплексии? Задайте число зёрен (здесь хватит 2) и нажмите «Перебрать». Каждая точка — один случайный поворот.</translation>
        </message>
        <message>
            <source>The dots do not lie on one line: at 4 bits the seed is luck. That is the reason for learning a rotation instead of drawing one.</source>
            <translation>Точки не лежат на одной линии: при 4 битах зерно — это удача. Поэтому поворот лучше обучить, а не вытянуть.</translation>
        </message>
        <message>
            <source>Learn one</source>
            <translation>Обучить поворот</translation>
        </message>
        <message>
            <source>Cayley SGD turns R step by step, always a rotation, towards smaller errors. Watch it.</source>
            <translation>SGD Кэли шаг за шагом поворачивает R, всегда оставляя его поворотом, к меньшим ошибкам. Понаблюдайте.</translation>
        </message>
        <message>
            <source>The default recipe makes the range of the activations small; it takes seconds on a small model. Press Learn.</source>
            <translation>Рецепт по умолчанию уменьшает диапазон активаций; на малой модели это секунды. Нажмите «Обучить».</translation>
        </message>
        <message>
            <source>The loss falls, and the selected site's histogram on the right becomes narrower (only that of down_in stays, which R4 alone turns). The orthogonality error below stays tiny: every step keeps R a rotation. You may pause and go on. Wait until it is finished.</source>
            <translation>Потери падают, и гистограмма выбранной точки справа сужается (не меняется лишь у down_in, где действует только R4). Ошибка ортогональности внизу остаётся крошечной: каждый шаг оставляет R поворотом. Можно приостановить и продолжить. Дождитесь конца.</translation>
        </message>
        <message>
            <source>Look at the result: choose “learned” as the source on the right. Every page now shows it in green.</source>
            <translation>Посмотрите на результат: выберите справа источник «обученный». Теперь все страницы показывают его зелёным.</translation>
        </message>
        <message>
            <source>Does it help the model? Tick “Quantize as on the Quantize page” and press Run; compare the row with a random rotation's.</source>
            <translation>Помогает ли это модели? Поставьте «Квантовать, как на странице „Квантование“» и нажмите «Запустить»; сравните строку со случайным поворотом.</translation>
        </message>
        <message>
            <source>Export and check</source>
            <translation>Экспортировать и проверить</translation>
        </message>
        <message>
            <source>Write a checkpoint with the rotation merged in, and prove that it still is the same model.</source>
            <translation>Записать модель с объединённым поворотом и доказать, что это всё та же модель.</translation>
        </message>
        <message>
            <source>First who is to load it. A Hugging Face folder has R1 and R2 merged into the weights, so stock programs load it. Choose it.</source>
            <translation>Сначала — кто будет её загружать. В папке Hugging Face R1 и R2 объединены с весами, так что её загрузят обычные программы. Выберите её.</translation>
        </message>
        <message>
            <source>Choose where to write: a folder that does not exist yet.</source>
            <translation>Выберите, куда записать: папку, которой ещё нет.</translation>
        </message>
        <message>
            <source>Tick the check: what was written is opened again and measured, before anybody relies on it.</source>
            <translation>Поставьте проверку: записанное открывается снова и измеряется, прежде чем кто-то на него положится.</translation>
        </message>
        <message>
            <source>Press Export. The line “Same command” above repeats all of this on a server without a display.</source>
            <translation>Нажмите «Экспортировать». Строка «Та же команда» выше повторяет всё это на сервере без экрана.</translation>
        </message>
        <message>
            <source>Both perplexities are of unquantized weights.</source>
            <translation>Обе перплексии — для неквантованных весов.</translation>
        </message>
        <message>
            <source>How should the perplexity of the export compare with the original's?</source>
            <translation>Какой должна быть перплексия экспорта по сравнению с исходной?</translation>
        </message>
        <message>
            <source>It should be the same but for rounding</source>
            <translation>Такой же с точностью до округления</translation>
        </message>
        <message>
            <source>It should be much lower</source>
            <translation>Намного ниже</translation>
        </message>
        <message>
            <source>It should be higher</source>
            <translation>Выше</translation>
        </message>
    </context>
    <context>
        <name>options</name>
        <message>
            <source>Looks at activation outliers in language models, rotates them away, quantizes, measures and exports.</source>
            <translation>Рассматривает выбросы активаций языковых моделей, убирает их поворотами, квантует, измеряет и экспортирует.</translation>
        </message>
        <message>
            <source>A GGUF file, a Hugging Face folder, "sample", or a project (.h5).</source>
            <translation>Файл GGUF, папка Hugging Face, «sample» или проект (.h5).</translation>
        </message>
        <message>
            <source>The backend's command, e.g. "ssh HOST rotor serve".</source>
            <translation>Команда сервера, например «ssh HOST rotor serve».</translation>
        </message>
        <message>
            <source>inspect, rotate, quantize, evaluate, export or lessons.</source>
            <translation>inspect, rotate, quantize, evaluate, export или lessons.</translation>
        </message>
        <message>
            <source>light, dark or system.</source>
            <translation>light, dark или system.</translation>
        </message>
        <message>
            <source>Size of the window, e.g. 1280x800.</source>
            <translation>Размер окна, например 1280x800.</translation>
        </message>
        <message>
            <source>Scale of everything, e.g. 2.</source>
            <translation>Масштаб всего, например 2.</translation>
        </message>
        <message>
            <source>One of: %1.</source>
            <translation>Один из: %1.</translation>
        </message>
        <message>
            <source>Layer, site and channel to look at, e.g. "29 down_in 341".</source>
            <translation>Слой, точка и канал, например «29 down_in 341».</translation>
        </message>
        <message>
            <source>Write a picture when the page has its data, then end.</source>
            <translation>Записать снимок, когда на странице есть данные, и завершиться.</translation>
        </message>
        <message>
            <source>This text.</source>
            <translation>Этот текст.</translation>
        </message>
        <message>
            <source>The version.</source>
            <translation>Версия.</translation>
        </message>
    </context>
    <context>
        <name>relief</name>
        <message>
            <source>channel 0 … %1</source>
            <translation>канал 0 … %1</translation>
        </message>
        <message>
            <source>token 0 … %1</source>
            <translation>токен 0 … %1</translation>
        </message>
    </context>
    <context>
        <name>results</name>
        <message>
            <source>none</source>
            <translation>нет</translation>
        </message>
        <message>
            <source> · seed %1</source>
            <translation> · зерно %1</translation>
        </message>
        <message>
            <source> · without %1</source>
            <translation> · без %1</translation>
        </message>
        <message>
            <source>Scheme</source>
            <translation>Схема</translation>
        </message>
        <message>
            <source>Bits of weights, activations and KV cache.</source>
            <translation>Биты весов, активаций и кэша KV.</translation>
        </message>
        <message>
            <source>Rotation</source>
            <translation>Поворот</translation>
        </message>
        <message>
            <source>Weights</source>
            <translation>Веса</translation>
        </message>
        <message>
            <source>Method and group size of the weights' quantizer.</source>
            <translation>Метод и размер группы квантователя весов.</translation>
        </message>
        <message>
            <source>Protocol</source>
            <translation>Протокол</translation>
        </message>
        <message>
            <source>How the text is cut into windows, and their length.</source>
            <translation>Как текст режется на окна, и их длина.</translation>
        </message>
        <message>
            <source>Perplexity</source>
            <translation>Перплексия</translation>
        </message>
        <message>
            <source>How many tokens the model hesitates between on average. Lower is better; compare only within one protocol and text.</source>
            <translation>Между сколькими токенами модель в среднем колеблется. Меньше — лучше; сравнивать только внутри одного протокола и текста.</translation>
        </message>
        <message>
            <source>± s.e.</source>
            <translation>± ст. ош.</translation>
        </message>
        <message>
            <source>Standard error of the perplexity, from the spread of the windows. Smaller differences say nothing.</source>
            <translation>Стандартная ошибка перплексии по разбросу окон. Меньшие различия ничего не значат.</translation>
        </message>
        <message>
            <source>KL (nats)</source>
            <translation>КЛ (нат)</translation>
        </message>
        <message>
            <source>How far the predictions are from the unquantized model's. 0 is the same.</source>
            <translation>Насколько предсказания далеки от неквантованной модели. 0 — то же самое.</translation>
        </message>
        <message>
            <source>Top-1 (%)</source>
            <translation>Топ-1 (%)</translation>
        </message>
        <message>
            <source>How often the likeliest token is the unquantized model's.</source>
            <translation>Как часто самый вероятный токен тот же, что у неквантованной модели.</translation>
        </message>
        <message>
            <source>Tasks</source>
            <translation>Задачи</translation>
        </message>
        <message>
            <source>Accuracy of the zero-shot tasks, in percent.</source>
            <translation>Точность в задачах без примеров, в процентах.</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>Время</translation>
        </message>
        <message>
            <source> · group %1</source>
            <translation> · группа %1</translation>
        </message>
        <message>
            <source>clip searched</source>
            <translation>отсечение подобрано</translation>
        </message>
        <message>
            <source>K before RoPE</source>
            <translation>K до RoPE</translation>
        </message>
        <message>
            <source>head %1</source>
            <translation>голова %1</translation>
        </message>
        <message>
            <source>embedding %1</source>
            <translation>вложение %1</translation>
        </message>
        <message>
            <source>Extras</source>
            <translation>Дополнительно</translation>
        </message>
        <message>
            <source>Other bits for some layers, searched clip ratios, keys before RoPE, bits of head and embedding.</source>
            <translation>Другие биты для некоторых слоёв, подобранные доли отсечения, ключи до RoPE, биты выходного слоя и вложения.</translation>
        </message>
        <message>
            <source>How far the predictions are from the unquantized model&apos;s. 0 is the same. Empty where the run was not compared with the original.</source>
            <translation>Насколько предсказания отличаются от предсказаний неквантованной модели. 0: не отличаются. Пусто, если сравнения с исходной моделью не было.</translation>
        </message>
        <message>
            <source>How often the likeliest token is the unquantized model&apos;s. Empty where the run was not compared with the original.</source>
            <translation>Как часто самый вероятный токен тот же, что у неквантованной модели. Пусто, если сравнения с исходной моделью не было.</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::Actions</name>
        <message>
            <source>&amp;File</source>
            <translation>&amp;Файл</translation>
        </message>
        <message>
            <source>&amp;Open model…</source>
            <translation>&amp;Открыть модель…</translation>
        </message>
        <message>
            <source>Open &amp;Hugging Face folder…</source>
            <translation>Открыть папку &amp;Hugging Face…</translation>
        </message>
        <message>
            <source>Open the sample &amp;model</source>
            <translation>Открыть учебную &amp;модель</translation>
        </message>
        <message>
            <source>Open &amp;project…</source>
            <translation>Открыть &amp;проект…</translation>
        </message>
        <message>
            <source>&amp;Recent files</source>
            <translation>&amp;Недавние файлы</translation>
        </message>
        <message>
            <source>&amp;Save project</source>
            <translation>&amp;Сохранить проект</translation>
        </message>
        <message>
            <source>Save project &amp;as…</source>
            <translation>Сохранить проект &amp;как…</translation>
        </message>
        <message>
            <source>&amp;Connect to a backend…</source>
            <translation>Подклю&amp;читься к серверу…</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>&amp;Выйти</translation>
        </message>
        <message>
            <source>Nothing was opened yet</source>
            <translation>Пока ничего не открывали</translation>
        </message>
        <message>
            <source>Clear this list</source>
            <translation>Очистить этот список</translation>
        </message>
        <message>
            <source>&amp;Edit</source>
            <translation>&amp;Правка</translation>
        </message>
        <message>
            <source>Edit</source>
            <translation>Правка</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Отменить</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>Повторить</translation>
        </message>
        <message>
            <source>&amp;Command palette…</source>
            <translation>&amp;Палитра команд…</translation>
        </message>
        <message>
            <source>&amp;Find a layer or site</source>
            <translation>&amp;Найти слой или точку</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>&amp;Вид</translation>
        </message>
        <message>
            <source>&amp;Inspect page</source>
            <translation>Страница «&amp;Осмотр»</translation>
        </message>
        <message>
            <source>&amp;Rotate page</source>
            <translation>Страница «&amp;Повороты»</translation>
        </message>
        <message>
            <source>&amp;Quantize page</source>
            <translation>Страница «&amp;Квантование»</translation>
        </message>
        <message>
            <source>&amp;Evaluate page</source>
            <translation>Страница «О&amp;ценка»</translation>
        </message>
        <message>
            <source>E&amp;xport page</source>
            <translation>Страница «&amp;Экспорт»</translation>
        </message>
        <message>
            <source>&amp;Lessons page</source>
            <translation>Страница «&amp;Уроки»</translation>
        </message>
        <message>
            <source>&amp;Panels</source>
            <translation>П&amp;анели</translation>
        </message>
        <message>
            <source>&amp;Theme</source>
            <translation>&amp;Тема</translation>
        </message>
        <message>
            <source>Leave the presentation</source>
            <translation>Закончить показ</translation>
        </message>
        <message>
            <source>Reset &amp;layout</source>
            <translation>Сбросить &amp;расположение</translation>
        </message>
        <message>
            <source>&amp;Run</source>
            <translation>&amp;Запуск</translation>
        </message>
        <message>
            <source>&amp;Inspect the model</source>
            <translation>&amp;Осмотреть модель</translation>
        </message>
        <message>
            <source>Check in&amp;variance</source>
            <translation>Проверить ин&amp;вариантность</translation>
        </message>
        <message>
            <source>&amp;Learn a rotation</source>
            <translation>О&amp;бучить поворот</translation>
        </message>
        <message>
            <source>&amp;Evaluate</source>
            <translation>О&amp;ценить</translation>
        </message>
        <message>
            <source>&amp;Cancel all jobs</source>
            <translation>Отменить &amp;все задания</translation>
        </message>
        <message>
            <source>&amp;Restart the backend</source>
            <translation>Пе&amp;резапустить сервер</translation>
        </message>
        <message>
            <source>&amp;Lessons</source>
            <translation>&amp;Уроки</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>&amp;Справка</translation>
        </message>
        <message>
            <source>&amp;Keyboard shortcuts</source>
            <translation>&amp;Сочетания клавиш</translation>
        </message>
        <message>
            <source>&amp;About Rotorscope</source>
            <translation>&amp;О программе Rotorscope</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::BackendClient</name>
        <message>
            <source>The backend sent a message that does not fit: %1</source>
            <translation>Сервер прислал сообщение, которое не подходит: %1</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::BlockDiagram</name>
        <message>
            <source>Transformer block</source>
            <translation>Блок трансформера</translation>
        </message>
        <message>
            <source>Where the sites of a layer are, and where the rotations R1 to R4 act.</source>
            <translation>Где находятся точки слоя и где действуют повороты R1–R4.</translation>
        </message>
        <message>
            <source>residual stream</source>
            <translation>остаточный поток</translation>
        </message>
        <message>
            <source>not rotated</source>
            <translation>не повёрнуто</translation>
        </message>
        <message>
            <source>rotated</source>
            <translation>повёрнуто</translation>
        </message>
        <message>
            <source>merged into weights</source>
            <translation>объединено с весами</translation>
        </message>
        <message>
            <source>online, each token</source>
            <translation>на лету, каждый токен</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::Breadcrumb</name>
        <message>
            <source>All layers</source>
            <translation>Все слои</translation>
        </message>
        <message>
            <source>Pin</source>
            <translation>Закрепить</translation>
        </message>
        <message>
            <source>Keeps this site and its rotations, to be seen beside others</source>
            <translation>Сохраняет эту точку и её повороты, чтобы видеть их рядом с другими</translation>
        </message>
        <message>
            <source>Shows the pinned sites side by side, on one scale</source>
            <translation>Показывает закреплённые точки рядом, на одной шкале</translation>
        </message>
        <message>
            <source>Choose a layer</source>
            <translation>Выбрать слой</translation>
        </message>
        <message>
            <source>Choose a site</source>
            <translation>Выбрать точку</translation>
        </message>
        <message>
            <source>Choose a channel</source>
            <translation>Выбрать канал</translation>
        </message>
        <message>
            <source>Pinned (%1)</source>
            <translation>Закреплено (%1)</translation>
        </message>
        <message>
            <source>Layer %1</source>
            <translation>Слой %1</translation>
        </message>
        <message>
            <source>all channels</source>
            <translation>все каналы</translation>
        </message>
        <message>
            <source>channel %1</source>
            <translation>канал %1</translation>
        </message>
        <message>
            <source>%1 – %2</source>
            <translation>%1 – %2</translation>
        </message>
        <message>
            <source>All channels</source>
            <translation>Все каналы</translation>
        </message>
        <message>
            <source>Channel %1, max %2</source>
            <translation>Канал %1, максимум %2</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::ChannelProfileView</name>
        <message>
            <source>channel</source>
            <translation>канал</translation>
        </message>
        <message>
            <source>channels, largest first</source>
            <translation>каналы, большие сначала</translation>
        </message>
        <message>
            <source>max %1</source>
            <translation>максимум %1</translation>
        </message>
        <message>
            <source>ratio %1</source>
            <translation>отношение %1</translation>
        </message>
        <message>
            <source>channel %1</source>
            <translation>канал %1</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::CommandPalette</name>
        <message>
            <source>Command palette</source>
            <translation>Палитра команд</translation>
        </message>
        <message>
            <source>A command, or a place such as "29 down_in 341"</source>
            <translation>Команда или место, например «29 down_in 341»</translation>
        </message>
        <message>
            <source>Command or place</source>
            <translation>Команда или место</translation>
        </message>
        <message>
            <source>Matches</source>
            <translation>Найденное</translation>
        </message>
        <message>
            <source>%1   –   %2</source>
            <translation>%1   –   %2</translation>
        </message>
        <message>
            <source>Layer %1 · %2</source>
            <translation>Слой %1 · %2</translation>
        </message>
        <message>
            <source> · channel %1</source>
            <translation> · канал %1</translation>
        </message>
        <message>
            <source>go there</source>
            <translation>перейти туда</translation>
        </message>
        <message>
            <source>layer %1 %2</source>
            <translation>слой %1 %2</translation>
        </message>
        <message>
            <source>outlier ratio %1</source>
            <translation>отношение выброса %1</translation>
        </message>
        <message>
            <source>%1: %2</source>
            <translation>%1: %2</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::CompareRotations</name>
        <message>
            <source>only R4 acts here, a Hadamard whatever the kind: learning changes nothing</source>
            <translation>здесь действует только R4, всегда преобразование Адамара: обучение ничего не меняет</translation>
        </message>
        <message>
            <source>The same activations in several bases, all on one scale. The flatter the profile, the finer the grid of a quantizer and the higher the SQNR.</source>
            <translation>Одни и те же активации в нескольких базисах, все на одной шкале. Чем ровнее профиль, тем мельче сетка квантователя и тем выше SQNR.</translation>
        </message>
        <message>
            <source>channels</source>
            <translation>каналы</translation>
        </message>
        <message>
            <source>histogram</source>
            <translation>гистограмма</translation>
        </message>
        <message>
            <source>What the panels show</source>
            <translation>Что показывают панели</translation>
        </message>
        <message>
            <source>%1; a learned rotation joins once there is one</source>
            <translation>%1; обученный поворот присоединится, когда появится</translation>
        </message>
        <message>
            <source>Choose a rotation first</source>
            <translation>Сначала выберите поворот</translation>
        </message>
        <message>
            <source>Head</source>
            <translation>Выход</translation>
        </message>
        <message>
            <source>Layer %1</source>
            <translation>Слой %1</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::ConnectDialog</name>
        <message>
            <source>Connect to a backend</source>
            <translation>Подключение к серверу</translation>
        </message>
        <message>
            <source>The backend computes; the window only shows. It can run on the computer that has the GPUs. What is open now is opened again there, so its path must be the same.</source>
            <translation>Сервер вычисляет, окно только показывает. Он может работать на компьютере с видеокартами. То, что открыто сейчас, будет открыто там заново, поэтому путь должен быть тем же.</translation>
        </message>
        <message>
            <source>This computer</source>
            <translation>Этот компьютер</translation>
        </message>
        <message>
            <source>Another computer, through ssh</source>
            <translation>Другой компьютер, через ssh</translation>
        </message>
        <message>
            <source>user@server, or a name from ~/.ssh/config</source>
            <translation>user@server или имя из ~/.ssh/config</translation>
        </message>
        <message>
            <source>Host</source>
            <translation>Компьютер</translation>
        </message>
        <message>
            <source>Program there</source>
            <translation>Программа там</translation>
        </message>
        <message>
            <source>The key must need no password: ssh-agent, or a key without one.</source>
            <translation>Ключ не должен требовать пароля: ssh-agent или ключ без пароля.</translation>
        </message>
        <message>
            <source>Another command</source>
            <translation>Другая команда</translation>
        </message>
        <message>
            <source>Command</source>
            <translation>Команда</translation>
        </message>
        <message>
            <source>Connect</source>
            <translation>Подключиться</translation>
        </message>
        <message>
            <source>Starts: %1</source>
            <translation>Запускает: %1</translation>
        </message>
        <message>
            <source>Name the host and the program there, for example user@server and rotor.</source>
            <translation>Назовите компьютер и программу на нём, например user@server и rotor.</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::CurvesView</name>
        <message>
            <source>step</source>
            <translation>шаг</translation>
        </message>
        <message>
            <source>loss</source>
            <translation>потери</translation>
        </message>
        <message>
            <source> · best %1 at %2</source>
            <translation> · лучшее %1 на шаге %2</translation>
        </message>
        <message>
            <source>run</source>
            <translation>запуск</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::Docks</name>
        <message>
            <source>Model</source>
            <translation>Модель</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>Настройки</translation>
        </message>
        <message>
            <source>Jobs</source>
            <translation>Задания</translation>
        </message>
        <message>
            <source>Log</source>
            <translation>Журнал</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::ErrorBanner</name>
        <message>
            <source>Dismiss this message</source>
            <translation>Убрать это сообщение</translation>
        </message>
        <message>
            <source>Dismiss</source>
            <translation>Убрать</translation>
        </message>
        <message>
            <source>Where: %1</source>
            <translation>Где: %1</translation>
        </message>
        <message>
            <source>What to try: %1</source>
            <translation>Что попробовать: %1</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::ErrorBarsView</name>
        <message>
            <source>Rows</source>
            <translation>Строки</translation>
        </message>
        <message>
            <source>SQNR</source>
            <translation>SQNR</translation>
        </message>
        <message>
            <source>row</source>
            <translation>строка</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::EvaluatePage</name>
        <message>
            <source>Perplexity against bits</source>
            <translation>Перплексия и биты</translation>
        </message>
        <message>
            <source>How surprised the network is by the text: lower is better, and what lies close to the dashed unquantized line has lost little.</source>
            <translation>Насколько текст удивляет сеть: меньше — лучше; что лежит рядом со штриховой линией неквантованной модели, потеряло мало.</translation>
        </message>
        <message>
            <source>activations</source>
            <translation>активации</translation>
        </message>
        <message>
            <source>weights</source>
            <translation>веса</translation>
        </message>
        <message>
            <source>KV cache</source>
            <translation>кэш KV</translation>
        </message>
        <message>
            <source>Bits of the chart</source>
            <translation>Биты на графике</translation>
        </message>
        <message>
            <source>Run again</source>
            <translation>Запустить снова</translation>
        </message>
        <message>
            <source>Nothing is evaluated yet</source>
            <translation>Пока ничего не оценено</translation>
        </message>
        <message>
            <source>An evaluation measures the perplexity of the model with the settings on the right. Runs are kept as rows of a table, so that they can be compared.</source>
            <translation>Оценка измеряет перплексию модели с настройками справа. Запуски остаются строками таблицы, чтобы их можно было сравнивать.</translation>
        </message>
        <message>
            <source>Run an evaluation</source>
            <translation>Запустить оценку</translation>
        </message>
        <message>
            <source>The project holds no evaluation, and its model was not found.</source>
            <translation>В проекте нет оценок, а его модель не найдена.</translation>
        </message>
        <message>
            <source>window %1 of %2</source>
            <translation>окно %1 из %2</translation>
        </message>
        <message>
            <source>waiting</source>
            <translation>ждёт</translation>
        </message>
        <message>
            <source>bits of %1</source>
            <translation>биты: %1</translation>
        </message>
        <message>
            <source>Runs</source>
            <translation>Запуски</translation>
        </message>
        <message>
            <source>what differs from the row above is marked; click a column to sort</source>
            <translation>отличия от строки выше отмечены; щелчок по столбцу сортирует</translation>
        </message>
        <message>
            <source>Save as CSV…</source>
            <translation>Сохранить как CSV…</translation>
        </message>
        <message>
            <source>Copy as Markdown</source>
            <translation>Копировать как Markdown</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>Удалить</translation>
        </message>
        <message>
            <source>Removes the chosen row</source>
            <translation>Удаляет выбранную строку</translation>
        </message>
        <message>
            <source>Save the table</source>
            <translation>Сохранить таблицу</translation>
        </message>
        <message>
            <source>CSV (*.csv)</source>
            <translation>CSV (*.csv)</translation>
        </message>
        <message>
            <source>%1: question %2 of %3</source>
            <translation>%1: вопрос %2 из %3</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::EvaluatePanel</name>
        <message>
            <source>Run</source>
            <translation>Запустить</translation>
        </message>
        <message>
            <source>Adds a row that fills while it is measured</source>
            <translation>Добавляет строку, которая заполняется во время измерения</translation>
        </message>
        <message>
            <source>What to measure</source>
            <translation>Что измерять</translation>
        </message>
        <message>
            <source>Quantizers</source>
            <translation>Квантователи</translation>
        </message>
        <message>
            <source>Rotation</source>
            <translation>Поворот</translation>
        </message>
        <message>
            <source>How</source>
            <translation>Как</translation>
        </message>
        <message>
            <source>off, everything at 16 bits</source>
            <translation>выключено, всё в 16 битах</translation>
        </message>
        <message>
            <source>More about computing</source>
            <translation>Ещё о вычислениях</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::Evaluations</name>
        <message>
            <source>Evaluating %1, %2</source>
            <translation>Оценка %1, %2</translation>
        </message>
        <message numerus="yes">
            <source>Sweeping %n seed(s) of %1</source>
            <translation>
                <numerusform>Перебор %n зерна: %1</numerusform>
                <numerusform>Перебор %n зёрен: %1</numerusform>
                <numerusform>Перебор %n зёрен: %1</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>rotorscope::ExportPage</name>
        <message>
            <source>1. Who is to load it?</source>
            <translation>1. Кто будет загружать?</translation>
        </message>
        <message>
            <source>transformers, vLLM and others: a Hugging Face folder</source>
            <translation>transformers, vLLM и другие: папка Hugging Face</translation>
        </message>
        <message>
            <source>R1 and R2 are merged into the weights, so any program that loads the architecture loads it; nothing runs online. R3 and R4 are left out.</source>
            <translation>R1 и R2 объединены с весами, поэтому загрузит любая программа, знающая архитектуру; на лету ничего не считается. R3 и R4 не входят.</translation>
        </message>
        <message>
            <source>Other tools: the rotations alone</source>
            <translation>Другие инструменты: только повороты</translation>
        </message>
        <message>
            <source>R1 and all R2 as one safetensors file with SpinQuant's names.</source>
            <translation>R1 и все R2 одним файлом safetensors с именами SpinQuant.</translation>
        </message>
        <message>
            <source>2. Write it</source>
            <translation>2. Записать</translation>
        </message>
        <message>
            <source>Rotation</source>
            <translation>Поворот</translation>
        </message>
        <message>
            <source>The same on the command line</source>
            <translation>То же в командной строке</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>Копировать</translation>
        </message>
        <message>
            <source>Copies the command</source>
            <translation>Копирует команду</translation>
        </message>
        <message>
            <source>Same command</source>
            <translation>Та же команда</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>Экспортировать</translation>
        </message>
        <message>
            <source>Exporting to %1</source>
            <translation>Экспорт в %1</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>Попробовать снова</translation>
        </message>
        <message>
            <source>none: the model is written as it is</source>
            <translation>нет: модель записывается как есть</translation>
        </message>
        <message>
            <source>Open a model first</source>
            <translation>Сначала откройте модель</translation>
        </message>
        <message>
            <source>The model's file was not found</source>
            <translation>Файл модели не найден</translation>
        </message>
        <message>
            <source>Choose where to write</source>
            <translation>Выберите, куда записать</translation>
        </message>
        <message>
            <source>Choose a rotation on the right</source>
            <translation>Выберите поворот справа</translation>
        </message>
        <message>
            <source>An export is running</source>
            <translation>Идёт экспорт</translation>
        </message>
        <message>
            <source>Export: %1</source>
            <translation>Экспорт: %1</translation>
        </message>
        <message>
            <source>vLLM, transformers: packed weights (compressed-tensors)</source>
            <translation>vLLM, transformers: упакованные веса (compressed-tensors)</translation>
        </message>
        <message>
            <source>4 or 8 bits a weight, activations in 16 or 8 bits, on exactly the grid that is measured. No R3 and R4: transformers would ignore them and be wrong without a word; 4-bit activations and KV caches have no engine.</source>
            <translation>4 или 8 бит на вес, активации в 16 или 8 битах, ровно на той сетке, которая измерена. Без R3 и R4: transformers молча не заметит их и ошибётся; для 4-битных активаций и кэшей KV движков нет.</translation>
        </message>
        <message>
            <source>GPTQModel, vLLM, ExLlama: GPTQ's layout</source>
            <translation>GPTQModel, vLLM, ExLlama: формат GPTQ</translation>
        </message>
        <message>
            <source>4 or 8 bits a weight with an index of groups. It holds weights only: activations and KV cache stay as they are, and nothing runs online.</source>
            <translation>4 или 8 бит на вес с указателем групп. Хранит только веса: активации и кэш KV остаются как есть, на лету ничего не считается.</translation>
        </message>
        <message>
            <source>llama.cpp, Ollama, LM Studio: a GGUF file</source>
            <translation>llama.cpp, Ollama, LM Studio: файл GGUF</translation>
        </message>
        <message>
            <source>Q8_0, Q6_K, Q5_0 or Q4_0 by the bits of the weights. llama.cpp has no R3 and R4 and quantizes its KV cache itself.</source>
            <translation>Q8_0, Q6_K, Q5_0 или Q4_0 по битам весов. В llama.cpp нет R3 и R4, свой кэш KV она квантует сама.</translation>
        </message>
        <message>
            <source>other bits for single layers or sites</source>
            <translation>другие биты отдельных слоёв и точек</translation>
        </message>
        <message>
            <source>bits of head and embedding</source>
            <translation>биты выходного слоя и вложения</translation>
        </message>
        <message>
            <source>the E8 codebook</source>
            <translation>кодовую книгу E8</translation>
        </message>
        <message>
            <source>the two-sided rotation</source>
            <translation>двусторонний поворот</translation>
        </message>
        <message>
            <source>searched clip ratios</source>
            <translation>подобранные доли отсечения</translation>
        </message>
        <message>
            <source>This target cannot store: %1. Change it on the Quantize page, or choose another target.</source>
            <translation>Этот формат не может хранить: %1. Измените это на странице «Квантование» или выберите другой формат.</translation>
        </message>
        <message>
            <source>weights of %1 bits</source>
            <translation>веса по %1 бит</translation>
        </message>
        <message>
            <source>activations of %1 bits</source>
            <translation>активации по %1 бит</translation>
        </message>
        <message>
            <source>groups of activations</source>
            <translation>группы активаций</translation>
        </message>
        <message>
            <source>clipped activations</source>
            <translation>отсечение активаций</translation>
        </message>
        <message>
            <source>R1 and every R2 in float32</source>
            <translation>R1 и все R2 в float32</translation>
        </message>
        <message>
            <source>all weights as %1, not quantized</source>
            <translation>все веса как %1, без квантования</translation>
        </message>
        <message>
            <source>GPTQ</source>
            <translation>GPTQ</translation>
        </message>
        <message>
            <source>rounded to nearest</source>
            <translation>округление к ближайшему</translation>
        </message>
        <message>
            <source>%1 blocks, %2; activations and KV cache are left to llama.cpp</source>
            <translation>блоки %1, %2; активации и KV-кэш — дело llama.cpp</translation>
        </message>
        <message>
            <source>a scale for %1 inputs</source>
            <translation>масштаб на %1 входов</translation>
        </message>
        <message>
            <source>a scale for each output channel</source>
            <translation>масштаб на каждый выходной канал</translation>
        </message>
        <message>
            <source>activations as they are</source>
            <translation>активации без изменений</translation>
        </message>
        <message>
            <source>weights of %1 bits, %2, %3; %4; the rest as %5</source>
            <translation>веса по %1 бит, %2, %3; %4; остальное как %5</translation>
        </message>
        <message>
            <source>Contents</source>
            <translation>Содержимое</translation>
        </message>
        <message>
            <source>Not with these settings</source>
            <translation>Не с этими настройками</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::ExportPanel</name>
        <message>
            <source>Rotation</source>
            <translation>Поворот</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>Источник</translation>
        </message>
        <message>
            <source>Check</source>
            <translation>Проверка</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::ExportResult</name>
        <message>
            <source>Invariance error</source>
            <translation>Ошибка инвариантности</translation>
        </message>
        <message>
            <source>Perplexity, original → reopened</source>
            <translation>Перплексия, исходная → открытая заново</translation>
        </message>
        <message>
            <source>Written</source>
            <translation>Записано</translation>
        </message>
        <message>
            <source>How far the logits of the merged network are from the original's, as a fraction of their scale. Above 1e−3 the export would not be the same network, and nothing is written.</source>
            <translation>Насколько логиты объединённой сети далеки от исходных, в долях их масштаба. Выше 1e−3 экспорт был бы другой сетью, и ничего не записывается.</translation>
        </message>
        <message>
            <source>Both measured on the same text: the model as it was opened, and the written files opened again. They should agree to the precision of the written type.</source>
            <translation>Обе измерены на одном тексте: модель, как она была открыта, и записанные файлы, открытые заново. Они должны совпасть с точностью записанного типа.</translation>
        </message>
        <message>
            <source>Written files</source>
            <translation>Записанные файлы</translation>
        </message>
        <message>
            <source>Written to %1 in %2</source>
            <translation>Записано в %1 за %2</translation>
        </message>
        <message numerus="yes">
            <source>%1 in %n file(s)</source>
            <translation>
                <numerusform>%1 в %n файле</numerusform>
                <numerusform>%1 в %n файлах</numerusform>
                <numerusform>%1 в %n файлах</numerusform>
            </translation>
        </message>
        <message>
            <source>not measured</source>
            <translation>не измерялось</translation>
        </message>
        <message>
            <source>%1  %2</source>
            <translation>%1  %2</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::FigureFrame</name>
        <message>
            <source>figure</source>
            <translation>рисунок</translation>
        </message>
        <message>
            <source>Save figure</source>
            <translation>Сохранить рисунок</translation>
        </message>
        <message>
            <source>%1 as a table</source>
            <translation>%1: таблица</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>Копировать</translation>
        </message>
        <message>
            <source>Save as CSV…</source>
            <translation>Сохранить как CSV…</translation>
        </message>
        <message>
            <source>Show all (reset zoom)</source>
            <translation>Показать всё (сбросить масштаб)</translation>
        </message>
        <message>
            <source>Show as table</source>
            <translation>Показать таблицей</translation>
        </message>
        <message>
            <source>Save or copy</source>
            <translation>Сохранить или копировать</translation>
        </message>
        <message>
            <source>Save picture as PNG…</source>
            <translation>Сохранить рисунок как PNG…</translation>
        </message>
        <message>
            <source>Save picture as SVG…</source>
            <translation>Сохранить рисунок как SVG…</translation>
        </message>
        <message>
            <source>Save numbers as CSV…</source>
            <translation>Сохранить числа как CSV…</translation>
        </message>
        <message>
            <source>Copy picture</source>
            <translation>Копировать рисунок</translation>
        </message>
        <message>
            <source>Copy numbers</source>
            <translation>Копировать числа</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::GridView</name>
        <message>
            <source>SQNR of this site</source>
            <translation>SQNR этой точки</translation>
        </message>
        <message>
            <source>dB</source>
            <translation>дБ</translation>
        </message>
        <message>
            <source>How often each value occurs; the thin lines are the values that the quantizer of this site can store. Values between two lines are moved to the nearer one.</source>
            <translation>Как часто встречается каждое значение; тонкие линии — значения, которые может хранить квантователь этой точки. Значения между двумя линиями сдвигаются к ближайшей.</translation>
        </message>
        <message>
            <source>Signal to quantization noise of the selected site with the grid that is drawn.</source>
            <translation>Отношение сигнала к шуму квантования выбранной точки с нарисованной сеткой.</translation>
        </message>
        <message>
            <source>grid of %1 bits</source>
            <translation>сетка %1 бит</translation>
        </message>
        <message>
            <source>not quantized with these settings</source>
            <translation>с этими настройками не квантуется</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::HeatMapView</name>
        <message>
            <source>row</source>
            <translation>строка</translation>
        </message>
        <message>
            <source>column</source>
            <translation>столбец</translation>
        </message>
        <message>
            <source>value</source>
            <translation>значение</translation>
        </message>
        <message>
            <source>text</source>
            <translation>текст</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::HelpButton</name>
        <message>
            <source>What is this?</source>
            <translation>Что это?</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::HistogramView</name>
        <message>
            <source>value</source>
            <translation>значение</translation>
        </message>
        <message>
            <source>count</source>
            <translation>количество</translation>
        </message>
        <message>
            <source>max %1</source>
            <translation>максимум %1</translation>
        </message>
        <message numerus="yes">
            <source>grid, %n levels</source>
            <translation>
                <numerusform>сетка, %n уровень</numerusform>
                <numerusform>сетка, %n уровня</numerusform>
                <numerusform>сетка, %n уровней</numerusform>
            </translation>
        </message>
        <message>
            <source>%1 … %2</source>
            <translation>%1 … %2</translation>
        </message>
        <message>
            <source>%1: %2</source>
            <translation>%1: %2</translation>
        </message>
        <message>
            <source>from</source>
            <translation>от</translation>
        </message>
        <message>
            <source>to</source>
            <translation>до</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::InspectPanel</name>
        <message>
            <source>SQNR</source>
            <translation>SQNR</translation>
        </message>
        <message>
            <source>dB</source>
            <translation>дБ</translation>
        </message>
        <message>
            <source>Max |x|</source>
            <translation>Максимум |x|</translation>
        </message>
        <message>
            <source>Outlier ratio</source>
            <translation>Отношение выброса</translation>
        </message>
        <message>
            <source>Kurtosis</source>
            <translation>Эксцесс</translation>
        </message>
        <message>
            <source>Inspect again</source>
            <translation>Осмотреть снова</translation>
        </message>
        <message>
            <source>Compare</source>
            <translation>Сравнить</translation>
        </message>
        <message>
            <source>Quantization grid</source>
            <translation>Сетка квантования</translation>
        </message>
        <message>
            <source>Before → after</source>
            <translation>До → после</translation>
        </message>
        <message>
            <source>The largest magnitude among all channels and tokens. The grid has to reach it, so a large maximum makes all steps coarse.</source>
            <translation>Наибольшая величина среди всех каналов и токенов. Сетка должна до неё доставать, поэтому большой максимум делает все шаги грубыми.</translation>
        </message>
        <message>
            <source>The largest channel's maximum over the median channel's. Above 10 a few channels take most of the grid.</source>
            <translation>Максимум самого большого канала к максимуму медианного. Выше 10 несколько каналов занимают большую часть сетки.</translation>
        </message>
        <message>
            <source>How heavy the tails are, median over channels; 3 is a normal distribution. Large values mean that rare values are far from the rest.</source>
            <translation>Насколько тяжёлы хвосты, медиана по каналам; 3 — нормальное распределение. Большие числа значат, что редкие значения далеки от остальных.</translation>
        </message>
        <message>
            <source>Tensor</source>
            <translation>Тензор</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>Показ</translation>
        </message>
        <message>
            <source>Measurement</source>
            <translation>Измерение</translation>
        </message>
        <message>
            <source>Signal to quantization noise: how much stronger the values are than their rounding errors. Each 6 dB is worth one bit; below about 15 dB a site hurts the model. Where one huge token holds nearly all the energy it tells about that token alone, and may fall when a rotation spreads it.</source>
            <translation>Отношение сигнала к шуму квантования: во сколько раз значения сильнее ошибок их округления. Каждые 6 дБ стоят одного бита; ниже примерно 15 дБ точка вредит модели. Где почти вся энергия у одного огромного токена, число говорит только о нём и может упасть, когда поворот его размажет.</translation>
        </message>
        <message>
            <source>One value of one token holds %1 % of this site&apos;s energy. Rotated it is spread over all channels, and the SQNR, which follows the energy, falls.</source>
            <translation>Одно значение одного токена несёт %1 % энергии этого места. После поворота оно размазано по всем каналам, и SQNR, которое зависит от энергии, падает.</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::Inspection</name>
        <message numerus="yes">
            <source>Inspecting %n token(s)</source>
            <translation>
                <numerusform>Осмотр, %n токен</numerusform>
                <numerusform>Осмотр, %n токена</numerusform>
                <numerusform>Осмотр, %n токенов</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>rotorscope::JobRow</name>
        <message>
            <source>less than 5 s left</source>
            <translation>осталось меньше 5 с</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>Продолжить</translation>
        </message>
        <message>
            <source>Dismiss</source>
            <translation>Убрать</translation>
        </message>
        <message>
            <source>waiting</source>
            <translation>ждёт</translation>
        </message>
        <message>
            <source>paused</source>
            <translation>приостановлено</translation>
        </message>
        <message>
            <source>cancelling…</source>
            <translation>отменяется…</translation>
        </message>
        <message>
            <source>done</source>
            <translation>готово</translation>
        </message>
        <message>
            <source>failed</source>
            <translation>не удалось</translation>
        </message>
        <message>
            <source>cancelled</source>
            <translation>отменено</translation>
        </message>
        <message>
            <source>Progress of %1</source>
            <translation>Ход: %1</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>Пауза</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Отмена</translation>
        </message>
        <message>
            <source>Continue</source>
            <translation>Продолжить</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::JobsBar</name>
        <message>
            <source>Jobs</source>
            <translation>Задания</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::JobsPanel</name>
        <message>
            <source>No job is running.</source>
            <translation>Заданий нет.</translation>
        </message>
        <message>
            <source>loss %1</source>
            <translation>потери %1</translation>
        </message>
        <message>
            <source>perplexity %1 so far</source>
            <translation>перплексия пока %1</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::LearnView</name>
        <message>
            <source>%1; R4 is not learned: this site stays</source>
            <translation>%1; R4 не обучается: здесь ничего не меняется</translation>
        </message>
        <message>
            <source>Learn</source>
            <translation>Обучить</translation>
        </message>
        <message>
            <source>Learn further</source>
            <translation>Учить дальше</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>Пауза</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Отмена</translation>
        </message>
        <message>
            <source>A new run that starts from the learned rotation</source>
            <translation>Новый запуск, который начинается с обученного поворота</translation>
        </message>
        <message>
            <source>Loss</source>
            <translation>Потери</translation>
        </message>
        <message>
            <source>step</source>
            <translation>шаг</translation>
        </message>
        <message>
            <source>loss</source>
            <translation>потери</translation>
        </message>
        <message>
            <source>What learning makes small; the dot marks the lowest. It jumps from step to step because every step sees another text.</source>
            <translation>Что обучение делает малым; точка отмечает наименьшее. Скачет от шага к шагу, потому что каждый шаг видит другой текст.</translation>
        </message>
        <message>
            <source>Gradient norm</source>
            <translation>Норма градиента</translation>
        </message>
        <message>
            <source>norm</source>
            <translation>норма</translation>
        </message>
        <message>
            <source>Length of the gradient along the manifold of rotations. If it grows instead of falling, use a smaller learning rate.</source>
            <translation>Длина градиента вдоль многообразия поворотов. Если она растёт, а не падает, уменьшите скорость обучения.</translation>
        </message>
        <message>
            <source>Learning rate</source>
            <translation>Скорость обучения</translation>
        </message>
        <message>
            <source>learning rate</source>
            <translation>скорость обучения</translation>
        </message>
        <message>
            <source>How far each step goes on the manifold of rotations. It falls by its schedule, so that the last steps are small.</source>
            <translation>Как далеко идёт каждый шаг на многообразии поворотов. Убывает по расписанию, чтобы последние шаги были малы.</translation>
        </message>
        <message>
            <source>Orthogonality error</source>
            <translation>Ошибка ортогональности</translation>
        </message>
        <message>
            <source>max |R Rᵀ − I|</source>
            <translation>максимум |R Rᵀ − I|</translation>
        </message>
        <message>
            <source>How far R is from a rotation. It stays small because Cayley steps keep R on the manifold, and is removed when learning ends.</source>
            <translation>Насколько R отличается от поворота. Остаётся малой, потому что шаги Кэли держат R на многообразии, и убирается в конце обучения.</translation>
        </message>
        <message>
            <source>Selected site</source>
            <translation>Выбранная точка</translation>
        </message>
        <message>
            <source>The selected site's values before rotation and through the rotation that is being learned.</source>
            <translation>Значения выбранной точки до поворота и через поворот, который сейчас обучается.</translation>
        </message>
        <message>
            <source>Moves here while a rotation is learned</source>
            <translation>Движется, пока обучается поворот</translation>
        </message>
        <message>
            <source>Press Learn: the curve appears with the first step</source>
            <translation>Нажмите «Обучить»: кривая появится с первым шагом</translation>
        </message>
        <message>
            <source>all channels</source>
            <translation>все каналы</translation>
        </message>
        <message>
            <source>channel %1</source>
            <translation>канал %1</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>Продолжить</translation>
        </message>
        <message>
            <source>Continue</source>
            <translation>Продолжить</translation>
        </message>
        <message>
            <source>Start anew</source>
            <translation>Начать заново</translation>
        </message>
        <message>
            <source>step %1 of %2</source>
            <translation>шаг %1 из %2</translation>
        </message>
        <message>
            <source>loss %1</source>
            <translation>потери %1</translation>
        </message>
        <message>
            <source>%1 tokens/s</source>
            <translation>%1 токенов/с</translation>
        </message>
        <message>
            <source>waiting for other jobs</source>
            <translation>ждёт других заданий</translation>
        </message>
        <message>
            <source>paused</source>
            <translation>приостановлено</translation>
        </message>
        <message>
            <source>cancelling</source>
            <translation>отменяется</translation>
        </message>
        <message>
            <source>goes on in another program</source>
            <translation>продолжается в другой программе</translation>
        </message>
        <message>
            <source>not finished</source>
            <translation>не закончено</translation>
        </message>
        <message>
            <source>finished</source>
            <translation>закончено</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::Learning</name>
        <message>
            <source>run %1</source>
            <translation>запуск %1</translation>
        </message>
        <message numerus="yes">
            <source>Learning R1 and R2, %n step(s)</source>
            <translation>
                <numerusform>Обучение R1 и R2, %n шаг</numerusform>
                <numerusform>Обучение R1 и R2, %n шага</numerusform>
                <numerusform>Обучение R1 и R2, %n шагов</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>rotorscope::LegendRow</name>
        <message>
            <source>Legend</source>
            <translation>Условные обозначения</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::LessonBar</name>
        <message>
            <source>Back</source>
            <translation>Назад</translation>
        </message>
        <message>
            <source>Show me where</source>
            <translation>Показать где</translation>
        </message>
        <message>
            <source>Brings the page of this step to the front</source>
            <translation>Выводит вперёд страницу этого шага</translation>
        </message>
        <message>
            <source>Leave</source>
            <translation>Выйти</translation>
        </message>
        <message>
            <source>%1 · step %2 of %3</source>
            <translation>%1 · шаг %2 из %3</translation>
        </message>
        <message>
            <source>Not quite. Look again and choose another answer.</source>
            <translation>Не совсем. Посмотрите ещё раз и выберите другой ответ.</translation>
        </message>
        <message>
            <source>Finish</source>
            <translation>Закончить</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>Дальше</translation>
        </message>
        <message>
            <source>Done. Press Next.</source>
            <translation>Готово. Нажмите «Дальше».</translation>
        </message>
        <message>
            <source>Done. That was the last step.</source>
            <translation>Готово. Это был последний шаг.</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::LessonCard</name>
        <message>
            <source>%1. %2</source>
            <translation>%1. %2</translation>
        </message>
        <message numerus="yes">
            <source>%n step(s)</source>
            <translation>
                <numerusform>%n шаг</numerusform>
                <numerusform>%n шага</numerusform>
                <numerusform>%n шагов</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>about %n minute(s)</source>
            <translation>
                <numerusform>около %n минуты</numerusform>
                <numerusform>около %n минут</numerusform>
                <numerusform>около %n минут</numerusform>
            </translation>
        </message>
        <message>
            <source>Again</source>
            <translation>Ещё раз</translation>
        </message>
        <message>
            <source>Start</source>
            <translation>Начать</translation>
        </message>
        <message>
            <source>Start the lesson %1</source>
            <translation>Начать урок «%1»</translation>
        </message>
        <message>
            <source>Finished</source>
            <translation>Пройден</translation>
        </message>
        <message>
            <source>finished</source>
            <translation>закончено</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::LessonsPage</name>
        <message>
            <source>Learn it on this model</source>
            <translation>Учитесь на этой модели</translation>
        </message>
        <message>
            <source>Each lesson takes you over the real pages, outlines what to look at, and notices when you did it. Nothing is changed but the settings that you change yourself.</source>
            <translation>Каждый урок ведёт по настоящим страницам, обводит то, на что смотреть, и замечает, когда вы это сделали. Меняются только настройки, которые вы меняете сами.</translation>
        </message>
        <message>
            <source>In front of a class</source>
            <translation>Перед классом</translation>
        </message>
        <message>
            <source>Large type, the whole screen, and only the settings beside the plots. F11 switches it, Esc leaves it.</source>
            <translation>Крупный шрифт, весь экран, рядом с графиками только настройки. F11 включает, Esc заканчивает.</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::LogView</name>
        <message>
            <source>Log</source>
            <translation>Журнал</translation>
        </message>
        <message>
            <source>Messages of the backend appear here.</source>
            <translation>Здесь появляются сообщения сервера.</translation>
        </message>
        <message>
            <source>Copy the log</source>
            <translation>Копировать журнал</translation>
        </message>
        <message>
            <source>Clear the log</source>
            <translation>Очистить журнал</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::MainWindow</name>
        <message>
            <source>Opening %1…</source>
            <translation>Открывается %1…</translation>
        </message>
        <message>
            <source>The project was not saved</source>
            <translation>Проект не сохранён</translation>
        </message>
        <message>
            <source>Start it again</source>
            <translation>Запустить снова</translation>
        </message>
        <message>
            <source>The backend ended and was started again; what was open is open again. Reason: %1.</source>
            <translation>Сервер завершился и был запущен снова; всё, что было открыто, открыто опять. Причина: %1.</translation>
        </message>
        <message>
            <source>%1 – Rotorscope</source>
            <translation>%1 – Rotorscope</translation>
        </message>
        <message>
            <source>%1 – %2 – Rotorscope</source>
            <translation>%1 – %2 – Rotorscope</translation>
        </message>
        <message>
            <source>%1 could not be opened</source>
            <translation>Не удалось открыть %1</translation>
        </message>
        <message>
            <source>Open a model</source>
            <translation>Открыть модель</translation>
        </message>
        <message>
            <source>Path on the backend's computer</source>
            <translation>Путь на компьютере сервера</translation>
        </message>
        <message>
            <source>Models (*.gguf *.safetensors config.json);;All files (*)</source>
            <translation>Модели (*.gguf *.safetensors config.json);;Все файлы (*)</translation>
        </message>
        <message>
            <source>Open a Hugging Face folder</source>
            <translation>Открыть папку Hugging Face</translation>
        </message>
        <message>
            <source>Open a project</source>
            <translation>Открыть проект</translation>
        </message>
        <message>
            <source>Rotorscope projects (*.h5)</source>
            <translation>Проекты Rotorscope (*.h5)</translation>
        </message>
        <message>
            <source>Save the project</source>
            <translation>Сохранить проект</translation>
        </message>
        <message>
            <source>Rotorscope</source>
            <translation>Rotorscope</translation>
        </message>
        <message>
            <source>Jobs are still running. Stop them?</source>
            <translation>Задания ещё идут. Остановить их?</translation>
        </message>
        <message>
            <source>Rotations and evaluations of this session are not saved in a project. Save them?</source>
            <translation>Повороты и оценки этого сеанса не сохранены в проекте. Сохранить?</translation>
        </message>
        <message>
            <source>Save…</source>
            <translation>Сохранить…</translation>
        </message>
        <message>
            <source>Stop them</source>
            <translation>Остановить</translation>
        </message>
        <message>
            <source>Do not save</source>
            <translation>Не сохранять</translation>
        </message>
        <message>
            <source>Where: %1</source>
            <translation>Где: %1</translation>
        </message>
        <message>
            <source>What to try: %1</source>
            <translation>Что попробовать: %1</translation>
        </message>
        <message>
            <source>The language changes when the program starts next</source>
            <translation>Язык сменится при следующем запуске программы</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::ModelTree</name>
        <message>
            <source>Filter: 29, down_in, …</source>
            <translation>Фильтр: 29, down_in, …</translation>
        </message>
        <message>
            <source>Filter the tree</source>
            <translation>Фильтр дерева</translation>
        </message>
        <message>
            <source>Layers and sites</source>
            <translation>Слои и точки</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::MultiplesView</name>
        <message>
            <source>&lt;b style='color:%1'&gt;%2&lt;/b&gt; · max %3 · ratio %4</source>
            <translation>&lt;b style='color:%1'&gt;%2&lt;/b&gt; · максимум %3 · отношение %4</translation>
        </message>
        <message>
            <source>channel</source>
            <translation>канал</translation>
        </message>
        <message>
            <source>value</source>
            <translation>значение</translation>
        </message>
        <message>
            <source>count</source>
            <translation>количество</translation>
        </message>
        <message>
            <source>%1 · max %2 · ratio %3</source>
            <translation>%1 · максимум %2 · отношение %3</translation>
        </message>
        <message>
            <source>rotation</source>
            <translation>поворот</translation>
        </message>
        <message>
            <source>SQNR (dB)</source>
            <translation>SQNR (дБ)</translation>
        </message>
        <message>
            <source>max |x|</source>
            <translation>максимум |x|</translation>
        </message>
        <message>
            <source>outlier ratio</source>
            <translation>отношение выброса</translation>
        </message>
        <message>
            <source>kurtosis</source>
            <translation>эксцесс</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::Page</name>
        <message>
            <source>Try again</source>
            <translation>Попробовать снова</translation>
        </message>
        <message>
            <source>No model is open</source>
            <translation>Модель не открыта</translation>
        </message>
        <message>
            <source>Open a model with File, Open model, or drop one here.</source>
            <translation>Откройте модель через «Файл», «Открыть модель» или перетащите её сюда.</translation>
        </message>
        <message>
            <source>The model's file is not there</source>
            <translation>Файла модели нет</translation>
        </message>
        <message>
            <source>The project holds no inspection, and its model %1 was not found. Put it back, then open the project again.</source>
            <translation>В проекте нет осмотра, а его модель %1 не найдена. Верните её и откройте проект снова.</translation>
        </message>
        <message>
            <source>An inspection runs a text through the network and looks at every activation.</source>
            <translation>Осмотр прогоняет текст через сеть и смотрит на каждую активацию.</translation>
        </message>
        <message>
            <source> It needs about %1 of memory.</source>
            <translation> Нужно около %1 памяти.</translation>
        </message>
        <message>
            <source> The backend's computer has %1, so it was not started by itself.</source>
            <translation> На компьютере сервера %1, поэтому он не начался сам.</translation>
        </message>
        <message>
            <source>Nothing is measured yet</source>
            <translation>Пока ничего не измерено</translation>
        </message>
        <message>
            <source>Inspect the model</source>
            <translation>Осмотреть модель</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::PageTabs</name>
        <message>
            <source>Inspect</source>
            <translation>Осмотр</translation>
        </message>
        <message>
            <source>Rotate</source>
            <translation>Повороты</translation>
        </message>
        <message>
            <source>Quantize</source>
            <translation>Квантование</translation>
        </message>
        <message>
            <source>Evaluate</source>
            <translation>Оценка</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>Экспортировать</translation>
        </message>
        <message>
            <source>Lessons</source>
            <translation>Уроки</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::PerplexityChart</name>
        <message>
            <source>unquantized %1</source>
            <translation>без квантования %1</translation>
        </message>
        <message>
            <source>bits</source>
            <translation>биты</translation>
        </message>
        <message>
            <source>perplexity</source>
            <translation>перплексия</translation>
        </message>
        <message>
            <source>%1, %2
perplexity %3</source>
            <translation>%1, %2
перплексия %3</translation>
        </message>
        <message>
            <source>rotation</source>
            <translation>поворот</translation>
        </message>
        <message>
            <source>scheme</source>
            <translation>схема</translation>
        </message>
        <message>
            <source>standard error</source>
            <translation>стандартная ошибка</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::PinnedSite</name>
        <message>
            <source>All channels</source>
            <translation>Все каналы</translation>
        </message>
        <message>
            <source>Channel %1</source>
            <translation>Канал %1</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>Открыть</translation>
        </message>
        <message>
            <source>Looks at this site closely</source>
            <translation>Рассмотреть эту точку ближе</translation>
        </message>
        <message>
            <source>Takes this pin away</source>
            <translation>Снимает закрепление</translation>
        </message>
        <message>
            <source>Unpin %1</source>
            <translation>Открепить: %1</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::PresetBar</name>
        <message>
            <source>Preset</source>
            <translation>Набор</translation>
        </message>
        <message>
            <source>&amp;Preset</source>
            <translation>&amp;Набор</translation>
        </message>
        <message>
            <source>Save as preset…</source>
            <translation>Сохранить набор…</translation>
        </message>
        <message>
            <source>Delete preset</source>
            <translation>Удалить набор</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Отменить</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>Повторить</translation>
        </message>
        <message>
            <source>preset %1</source>
            <translation>набор %1</translation>
        </message>
        <message>
            <source>own settings</source>
            <translation>свои настройки</translation>
        </message>
        <message>
            <source>Save as preset</source>
            <translation>Сохранить набор</translation>
        </message>
        <message>
            <source>Name of the preset</source>
            <translation>Имя набора</translation>
        </message>
        <message>
            <source>Choose a name that is not empty and not one of the built-in presets.</source>
            <translation>Имя не должно быть пустым или совпадать со встроенным набором.</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::QuantSettings</name>
        <message>
            <source>Bits of weights</source>
            <translation>Биты весов</translation>
        </message>
        <message>
            <source>Bits of each weight. 16 leaves the weights as they are.</source>
            <translation>Разрядность каждого веса. 16 оставляет веса как есть.</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>Метод</translation>
        </message>
        <message>
            <source>Rounding takes each weight's nearest level. GPTQ runs a text through the network and pushes each weight's error into those that are still to be rounded: better, and it takes longer.</source>
            <translation>Округление берёт ближайший уровень каждого веса. GPTQ прогоняет текст через сеть и переносит ошибку каждого веса на ещё не округлённые: лучше, но дольше.</translation>
        </message>
        <message>
            <source>rounding (RTN)</source>
            <translation>округление (RTN)</translation>
        </message>
        <message>
            <source>One scale for</source>
            <translation>Один масштаб на</translation>
        </message>
        <message>
            <source>One scale for each output channel, or for each group of so many inputs. Small groups fit better and take more space.</source>
            <translation>Один масштаб на каждый выходной канал или на каждую группу из стольких входов. Малые группы подходят лучше и занимают больше места.</translation>
        </message>
        <message>
            <source>a whole row</source>
            <translation>всю строку</translation>
        </message>
        <message>
            <source>Search the best clip of each row</source>
            <translation>Искать лучшее отсечение каждой строки</translation>
        </message>
        <message>
            <source>Tries 80 clip ratios for each row and keeps the one with the smallest error.</source>
            <translation>Пробует 80 долей отсечения для каждой строки и оставляет ту, где ошибка меньше.</translation>
        </message>
        <message>
            <source>Largest inputs first (GPTQ)</source>
            <translation>Сначала большие входы (GPTQ)</translation>
        </message>
        <message>
            <source>GPTQ rounds the inputs with the largest activations first, while there are most others left to make up for their errors.</source>
            <translation>GPTQ сначала округляет входы с самыми большими активациями, пока больше всего осталось тех, кто возместит их ошибки.</translation>
        </message>
        <message>
            <source>installed prose</source>
            <translation>установленная проза</translation>
        </message>
        <message>
            <source> tokens</source>
            <translation> токенов</translation>
        </message>
        <message>
            <source>Bits of activations</source>
            <translation>Биты активаций</translation>
        </message>
        <message>
            <source>Bits of the inputs of every linear layer. 16 leaves the activations as they are.</source>
            <translation>Разрядность входов каждого линейного слоя. 16 оставляет активации как есть.</translation>
        </message>
        <message>
            <source>One scale for each token, or for each group of so many channels of a token.</source>
            <translation>Один масштаб на каждый токен или на каждую группу из стольких каналов токена.</translation>
        </message>
        <message>
            <source>a whole token</source>
            <translation>весь токен</translation>
        </message>
        <message>
            <source>Bits of the KV cache</source>
            <translation>Биты кэша KV</translation>
        </message>
        <message>
            <source>Bits of the keys and values that attention keeps. 16 leaves the cache as it is.</source>
            <translation>Разрядность ключей и значений, которые хранит внимание. 16 оставляет кэш как есть.</translation>
        </message>
        <message>
            <source>One scale for each token and head, or for each group of so many channels of a head.</source>
            <translation>Один масштаб на каждый токен и голову или на каждую группу из стольких каналов головы.</translation>
        </message>
        <message>
            <source>a whole head</source>
            <translation>всю голову</translation>
        </message>
        <message>
            <source>Calibration text</source>
            <translation>Калибровочный текст</translation>
        </message>
        <message>
            <source>A UTF-8 text file whose activations say which errors count, for GPTQ and the search of clips.</source>
            <translation>Текстовый файл UTF-8, активации которого показывают, какие ошибки важны: для GPTQ и подбора отсечений.</translation>
        </message>
        <message>
            <source>Calibration length</source>
            <translation>Длина калибровки</translation>
        </message>
        <message>
            <source>How many tokens of the text are read. More give better figures and take longer.</source>
            <translation>Сколько токенов текста читается. Чем больше, тем лучше результат и тем дольше.</translation>
        </message>
        <message>
            <source>Levels of weights</source>
            <translation>Уровни весов</translation>
        </message>
        <message>
            <source>Evenly spaced levels, or the E8 lattice codebook of QuIP#: eight weights together at 2 bits each, with one scale for a whole matrix.</source>
            <translation>Равноотстоящие уровни или кодовая книга решётки E8 из QuIP#: восемь весов вместе, по 2 бита на каждый, с одним масштабом на всю матрицу.</translation>
        </message>
        <message>
            <source>evenly spaced</source>
            <translation>равноотстоящие</translation>
        </message>
        <message>
            <source>E8 codebook, 2 bits</source>
            <translation>кодовая книга E8, 2 бита</translation>
        </message>
        <message>
            <source>Two-sided rotation</source>
            <translation>Двусторонний поворот</translation>
        </message>
        <message>
            <source>QuIP rotates every weight matrix from both sides, rounds it and rotates it back. It helps at 2 and 3 bits, and is for weights only.</source>
            <translation>QuIP поворачивает каждую матрицу весов с двух сторон, округляет и поворачивает обратно. Помогает при 2 и 3 битах; только для весов.</translation>
        </message>
        <message>
            <source>none</source>
            <translation>нет</translation>
        </message>
        <message>
            <source>random orthogonal (QuIP)</source>
            <translation>случайный ортогональный (QuIP)</translation>
        </message>
        <message>
            <source>random Hadamard (QuIP#)</source>
            <translation>случайный Адамара (QuIP#)</translation>
        </message>
        <message>
            <source>Damping (GPTQ)</source>
            <translation>Затухание (GPTQ)</translation>
        </message>
        <message>
            <source>Share of its mean diagonal that is added to GPTQ's Hessian. More is safer, less fits the calibration text better.</source>
            <translation>Какая доля средней диагонали прибавляется к гессиану GPTQ. Больше — надёжнее, меньше — ближе к калибровочному тексту.</translation>
        </message>
        <message>
            <source>Bits of the head</source>
            <translation>Биты выходного слоя</translation>
        </message>
        <message>
            <source>Bits of lm_head, which turns the last activations into logits. Rounded to nearest.</source>
            <translation>Биты lm_head, который превращает последние активации в логиты. Округление до ближайшего.</translation>
        </message>
        <message>
            <source>Bits of the embedding</source>
            <translation>Биты вложения</translation>
        </message>
        <message>
            <source>Bits of the table of token embeddings. Rounded to nearest.</source>
            <translation>Биты таблицы вложений токенов. Округление до ближайшего.</translation>
        </message>
        <message>
            <source>Other bits for</source>
            <translation>Другие биты для</translation>
        </message>
        <message>
            <source>Bits of some linears or sites other than all the rest's, as LAYERS.NAME=BITS. NAME is a linear (q_proj … down_proj), a site (attn_in, k, v, o_in, mlp_in, down_in), or w, a, kv for all of them; without LAYERS all layers are meant; the last that fits counts.</source>
            <translation>Биты отдельных линейных слоёв или точек, не такие, как у остальных: СЛОИ.ИМЯ=БИТЫ. ИМЯ — линейный слой (q_proj … down_proj), точка (attn_in, k, v, o_in, mlp_in, down_in) или w, a, kv для всех сразу; без СЛОЁВ — во всех слоях; действует последнее подходящее.</translation>
        </message>
        <message>
            <source>down_proj=8, 0-3.down_in=8</source>
            <translation>down_proj=8, 0-3.down_in=8</translation>
        </message>
        <message>
            <source>Search the best clip of each site</source>
            <translation>Искать лучшее отсечение каждой точки</translation>
        </message>
        <message>
            <source>Runs the calibration text and looks for the clip ratio of every activation and KV site; the two “Clip” settings then count for the pictures only.</source>
            <translation>Прогоняет калибровочный текст и подбирает долю отсечения каждой точки активаций и кэша KV; обе настройки «Отсечение» тогда действуют только на рисунки.</translation>
        </message>
        <message>
            <source>Keys before RoPE</source>
            <translation>Ключи до RoPE</translation>
        </message>
        <message>
            <source>Quantizes keys before the position turns them, where their channels are more regular.</source>
            <translation>Квантует ключи до того, как их повернёт позиция: там их каналы правильнее.</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::QuantizePage</name>
        <message>
            <source>Weights on disk</source>
            <translation>Веса на диске</translation>
        </message>
        <message>
            <source>KV cache of 1000 tokens</source>
            <translation>Кэш KV на 1000 токенов</translation>
        </message>
        <message>
            <source>Keys and values of all layers for 1000 tokens, with a 16-bit scale for each token and head.</source>
            <translation>Ключи и значения всех слоёв для 1000 токенов, с 16-битным масштабом на каждый токен и голову.</translation>
        </message>
        <message>
            <source>The errors on the left were measured with %1, activations at %2 bits and the KV cache at %3 bits. The settings have changed since.</source>
            <translation>Ошибки слева измерены с настройкой «%1», активации %2 бит, кэш KV %3 бит. С тех пор настройки изменились.</translation>
        </message>
        <message>
            <source>Measure again</source>
            <translation>Измерить снова</translation>
        </message>
        <message>
            <source>%1 → %2</source>
            <translation>%1 → %2</translation>
        </message>
        <message>
            <source>Errors</source>
            <translation>Ошибки</translation>
        </message>
        <message>
            <source>Sensitivity</source>
            <translation>Чувствительность</translation>
        </message>
        <message>
            <source>In memory, full context</source>
            <translation>В памяти, полный контекст</translation>
        </message>
        <message>
            <source>Estimated from the configuration: linear layers, embedding and head at the chosen bits with 16-bit scales, norms at 16 bits.</source>
            <translation>Оценка по конфигурации: линейные слои, вложение и выходной слой с выбранными битами и 16-битными масштабами, нормы — 16 бит.</translation>
        </message>
        <message>
            <source>Weights and the KV cache of the longest text that the model takes, as an engine holds them that keeps both packed. What its passes need for a moment comes on top.</source>
            <translation>Веса и кэш KV самого длинного текста, который принимает модель, как их держит движок, хранящий то и другое упакованным. Сверх того — то, что на время нужно его проходам.</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::QuantizePanel</name>
        <message>
            <source>Weights</source>
            <translation>Веса</translation>
        </message>
        <message>
            <source>Activations</source>
            <translation>Активации</translation>
        </message>
        <message>
            <source>KV cache</source>
            <translation>кэш KV</translation>
        </message>
        <message>
            <source>Rotation</source>
            <translation>Поворот</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>Источник</translation>
        </message>
        <message>
            <source>More about quantizing</source>
            <translation>Ещё о квантовании</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::ReliefView</name>
        <message>
            <source>token %1 “%2”, channel %3: %4</source>
            <translation>токен %1 «%2», канал %3: %4</translation>
        </message>
        <message>
            <source>token</source>
            <translation>токен</translation>
        </message>
        <message>
            <source>text</source>
            <translation>текст</translation>
        </message>
        <message>
            <source>channel</source>
            <translation>канал</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::ResultsModel</name>
        <message>
            <source>best value of the column</source>
            <translation>лучшее значение столбца</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::ResultsTable</name>
        <message>
            <source>differs from the row above</source>
            <translation>отличается от строки выше</translation>
        </message>
        <message>
            <source>Results</source>
            <translation>Результаты</translation>
        </message>
        <message>
            <source>Copy as CSV</source>
            <translation>Копировать как CSV</translation>
        </message>
        <message>
            <source>Copy as Markdown</source>
            <translation>Копировать как Markdown</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::RotatePage</name>
        <message>
            <source>Side by side</source>
            <translation>Рядом</translation>
        </message>
        <message>
            <source>Learning</source>
            <translation>Обучение</translation>
        </message>
        <message>
            <source>Seeds</source>
            <translation>Зёрна</translation>
        </message>
        <message>
            <source>Resume learning</source>
            <translation>Продолжить обучение</translation>
        </message>
        <message>
            <source>Parts</source>
            <translation>Части</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::RotatePanel</name>
        <message>
            <source>Check invariance</source>
            <translation>Проверить инвариантность</translation>
        </message>
        <message>
            <source>Rotation</source>
            <translation>Поворот</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>Источник</translation>
        </message>
        <message>
            <source>Merges the rotation into the weights and compares the logits with the original's. Without quantization nothing may change.</source>
            <translation>Объединяет поворот с весами и сравнивает логиты с исходными. Без квантования ничего не должно измениться.</translation>
        </message>
        <message>
            <source>Quantization grid</source>
            <translation>Сетка квантования</translation>
        </message>
        <message>
            <source>Learning</source>
            <translation>Обучение</translation>
        </message>
        <message>
            <source>Without a rotation there is nothing to check.</source>
            <translation>Без поворота проверять нечего.</translation>
        </message>
        <message>
            <source>Merging and comparing the logits…</source>
            <translation>Объединение и сравнение логитов…</translation>
        </message>
        <message>
            <source>Invariant: the logits differ by %1 of their scale (limit %2).</source>
            <translation>Инвариантно: логиты отличаются на %1 своего масштаба (предел %2).</translation>
        </message>
        <message>
            <source>Not invariant: the logits differ by %1 of their scale (limit %2).</source>
            <translation>Не инвариантно: логиты отличаются на %1 своего масштаба (предел %2).</translation>
        </message>
        <message>
            <source>Not checked yet.</source>
            <translation>Ещё не проверено.</translation>
        </message>
        <message>
            <source>own settings</source>
            <translation>свои настройки</translation>
        </message>
        <message>
            <source>quick</source>
            <translation>быстрый</translation>
        </message>
        <message>
            <source>best</source>
            <translation>лучший</translation>
        </message>
        <message>
            <source>SpinQuant's paper</source>
            <translation>статья SpinQuant</translation>
        </message>
        <message>
            <source>Recipe</source>
            <translation>Рецепт</translation>
        </message>
        <message>
            <source>Sets what follows. Quick takes seconds; best is what measured best for its time on the sample model; SpinQuant's paper runs the whole network and takes hours without a GPU.</source>
            <translation>Задаёт всё, что ниже. Быстрый — секунды; лучший — что дало лучший результат за своё время на модели-образце; статья SpinQuant — вся сеть, без GPU это часы.</translation>
        </message>
        <message>
            <source>More about learning</source>
            <translation>Ещё об обучении</translation>
        </message>
        <message>
            <source>Needs about %1 of memory with 512 tokens at a time.</source>
            <translation>Нужно около %1 памяти при 512 токенах за раз.</translation>
        </message>
        <message>
            <source>Needs little memory beside the model's %1.</source>
            <translation>Памяти нужно немного сверх %1 самой модели.</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::RotationGate</name>
        <message>
            <source>Checking invariance, %1</source>
            <translation>Проверка инвариантности, %1</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::RotationSettings</name>
        <message>
            <source>Which rotation the activations are seen through.</source>
            <translation>Через какой поворот видны активации.</translation>
        </message>
        <message>
            <source>Rotation file</source>
            <translation>Файл поворота</translation>
        </message>
        <message>
            <source>A project (.h5), rotations as .safetensors, or an R.bin.</source>
            <translation>Проект (.h5), повороты как .safetensors или R.bin.</translation>
        </message>
        <message>
            <source>no file</source>
            <translation>нет файла</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>Зерно</translation>
        </message>
        <message>
            <source>The same seed gives the same random rotation.</source>
            <translation>То же зерно даёт тот же случайный поворот.</translation>
        </message>
        <message>
            <source>With its learned scales</source>
            <translation>С обученными масштабами</translation>
        </message>
        <message>
            <source>Diagonal scales from v to o and from up to down, which some rotations were learned with. They are merged into the weights.</source>
            <translation>Диагональные масштабы от v к o и от up к down, с которыми обучены некоторые повороты. Они объединены с весами.</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::RotationSwitch</name>
        <message>
            <source>R1 rotates the residual stream. Merged into the weights: costs nothing when the model runs.</source>
            <translation>R1 поворачивает остаточный поток. Объединён с весами: при работе модели ничего не стоит.</translation>
        </message>
        <message>
            <source>R2 rotates each head's values between v and o. Merged into the weights: costs nothing when the model runs.</source>
            <translation>R2 поворачивает значения каждой головы между v и o. Объединён с весами: при работе модели ничего не стоит.</translation>
        </message>
        <message>
            <source>R3 rotates queries and keys after RoPE, for a quantized KV cache. Online: a Hadamard transform each token.</source>
            <translation>R3 поворачивает запросы и ключи после RoPE, для квантованного кэша KV. На лету: преобразование Адамара на каждый токен.</translation>
        </message>
        <message>
            <source>R4 rotates the input of down_proj. Online: a Hadamard transform each token.</source>
            <translation>R4 поворачивает вход down_proj. На лету: преобразование Адамара на каждый токен.</translation>
        </message>
        <message>
            <source>Rotation R%1</source>
            <translation>Поворот R%1</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::RunsTable</name>
        <message>
            <source>Run</source>
            <translation>Запустить</translation>
        </message>
        <message>
            <source>Objective</source>
            <translation>Цель</translation>
        </message>
        <message>
            <source>What was made small</source>
            <translation>Что делалось малым</translation>
        </message>
        <message>
            <source>Form</source>
            <translation>Вид</translation>
        </message>
        <message>
            <source>Start</source>
            <translation>Начать</translation>
        </message>
        <message>
            <source>The rotation that learning began with</source>
            <translation>Поворот, с которого началось обучение</translation>
        </message>
        <message>
            <source>Bits</source>
            <translation>Биты</translation>
        </message>
        <message>
            <source>Bits in the loop</source>
            <translation>Разрядность во время обучения</translation>
        </message>
        <message>
            <source>Steps</source>
            <translation>Шаги</translation>
        </message>
        <message>
            <source>Learning rate</source>
            <translation>Скорость обучения</translation>
        </message>
        <message>
            <source>At the first step</source>
            <translation>На первом шаге</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>Зерно</translation>
        </message>
        <message>
            <source>Lowest loss</source>
            <translation>Наименьшие потери</translation>
        </message>
        <message>
            <source>Losses of different objectives cannot be compared</source>
            <translation>Потери разных целей сравнивать нельзя</translation>
        </message>
        <message>
            <source>at step</source>
            <translation>на шаге</translation>
        </message>
        <message>
            <source>Last loss</source>
            <translation>Последние потери</translation>
        </message>
        <message>
            <source>Time, s</source>
            <translation>Время, с</translation>
        </message>
        <message>
            <source>Of the steps alone</source>
            <translation>Только шаги</translation>
        </message>
        <message>
            <source>Held out</source>
            <translation>Отложено</translation>
        </message>
        <message>
            <source>Lowest loss on the windows that were kept apart; that rotation is the result</source>
            <translation>Наименьшие потери на отложенных окнах; этот поворот и есть результат</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::SeedSweepView</name>
        <message>
            <source>seed of the random rotation</source>
            <translation>зерно случайного поворота</translation>
        </message>
        <message>
            <source>perplexity</source>
            <translation>перплексия</translation>
        </message>
        <message>
            <source>mean %1, %2 … %3</source>
            <translation>среднее %1, %2 … %3</translation>
        </message>
        <message>
            <source>%1: perplexity %2</source>
            <translation>%1: перплексия %2</translation>
        </message>
        <message>
            <source>seed %1</source>
            <translation>зерно %1</translation>
        </message>
        <message>
            <source>rotation</source>
            <translation>поворот</translation>
        </message>
        <message>
            <source>seed</source>
            <translation>зерно</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::Session</name>
        <message>
            <source>Opening %1</source>
            <translation>Открывается %1</translation>
        </message>
        <message>
            <source>Reading what was written to the project</source>
            <translation>Чтение того, что записано в проект</translation>
        </message>
        <message>
            <source>Saving %1</source>
            <translation>Сохраняется %1</translation>
        </message>
        <message>
            <source>Reopening the project</source>
            <translation>Проект открывается снова</translation>
        </message>
        <message>
            <source>Reopening the model</source>
            <translation>Модель открывается снова</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::SiteButton</name>
        <message>
            <source>Site %1</source>
            <translation>Точка %1</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::SiteDetail</name>
        <message>
            <source>All channels</source>
            <translation>Все каналы</translation>
        </message>
        <message>
            <source>How often each value occurs, before and after rotation on one scale. The thin lines are the values that a quantizer with the chosen bits can store.</source>
            <translation>Как часто встречается каждое значение, до и после поворота на одной шкале. Тонкие линии — значения, которые может хранить квантователь с выбранной разрядностью.</translation>
        </message>
        <message>
            <source>One statistic of every channel. A rotation spreads what a few channels carry over all of them, so the profile becomes flat.</source>
            <translation>Одна статистика каждого канала. Поворот раскладывает то, что несут немногие каналы, на все, и профиль становится ровным.</translation>
        </message>
        <message>
            <source>Histogram, all channels</source>
            <translation>Гистограмма, все каналы</translation>
        </message>
        <message>
            <source>Histogram, channel %1</source>
            <translation>Гистограмма, канал %1</translation>
        </message>
        <message>
            <source>Channels, %1</source>
            <translation>Каналы, %1</translation>
        </message>
        <message>
            <source>“%1” %2</source>
            <translation>«%1» %2</translation>
        </message>
        <message>
            <source>token %1, channel %2: %3</source>
            <translation>токен %1, канал %2: %3</translation>
        </message>
        <message>
            <source>Tokens that make this site large:</source>
            <translation>Токены, от которых точка велика:</translation>
        </message>
        <message>
            <source>Tokens that drive channel %1:</source>
            <translation>Токены, от которых велик канал %1:</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::SiteErrors</name>
        <message>
            <source>Error of each site</source>
            <translation>Ошибка каждой точки</translation>
        </message>
        <message>
            <source>SQNR</source>
            <translation>SQNR</translation>
        </message>
        <message>
            <source>dB</source>
            <translation>дБ</translation>
        </message>
        <message>
            <source>Signal to quantization noise of each site, before and after rotation, at the bits on the right (16 bits are measured as 4). Each 6 dB is worth one bit.</source>
            <translation>Отношение сигнала к шуму квантования каждой точки, до и после поворота, при разрядности справа (16 бит измеряются как 4). Каждые 6 дБ стоят одного бита.</translation>
        </message>
        <message>
            <source>site classes</source>
            <translation>виды точек</translation>
        </message>
        <message>
            <source>layers of this site</source>
            <translation>слои этой точки</translation>
        </message>
        <message>
            <source>every site</source>
            <translation>все точки</translation>
        </message>
        <message>
            <source>Rows</source>
            <translation>Строки</translation>
        </message>
        <message>
            <source>in order</source>
            <translation>по порядку</translation>
        </message>
        <message>
            <source>worst before</source>
            <translation>худшие до</translation>
        </message>
        <message>
            <source>worst after</source>
            <translation>худшие после</translation>
        </message>
        <message>
            <source>smallest gain</source>
            <translation>наименьший выигрыш</translation>
        </message>
        <message>
            <source>Sort</source>
            <translation>Порядок</translation>
        </message>
        <message>
            <source>mean over the layers</source>
            <translation>среднее по слоям</translation>
        </message>
        <message>
            <source>layer %1</source>
            <translation>слой %1</translation>
        </message>
        <message>
            <source>%1 %2</source>
            <translation>%1 %2</translation>
        </message>
        <message>
            <source>layer and site</source>
            <translation>слой и точка</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::SiteMaps</name>
        <message>
            <source>Where the large values are</source>
            <translation>Где большие значения</translation>
        </message>
        <message>
            <source>All layers</source>
            <translation>Все слои</translation>
        </message>
        <message>
            <source>Tokens × channels</source>
            <translation>Токены × каналы</translation>
        </message>
        <message>
            <source>Relief</source>
            <translation>Рельеф</translation>
        </message>
        <message>
            <source>Largest tokens</source>
            <translation>Самые большие токены</translation>
        </message>
        <message>
            <source>Every layer's channels of this site</source>
            <translation>Каналы этой точки во всех слоях</translation>
        </message>
        <message>
            <source>Every token's channels in this layer</source>
            <translation>Каналы каждого токена в этом слое</translation>
        </message>
        <message>
            <source>Tokens × channels as a landscape, before and after</source>
            <translation>Токены × каналы как ландшафт, до и после</translation>
        </message>
        <message>
            <source>Which tokens make the values large, with the text around them</source>
            <translation>От каких токенов значения велики, с текстом вокруг</translation>
        </message>
        <message>
            <source>before</source>
            <translation>до</translation>
        </message>
        <message>
            <source>after</source>
            <translation>после</translation>
        </message>
        <message>
            <source>Map before or after rotation</source>
            <translation>Карта до или после поворота</translation>
        </message>
        <message>
            <source>Each row is a layer or a token, each column a channel; bright columns are outlier channels. A pixel shows the largest value beneath it, so no spike is lost. Click to look at a channel.</source>
            <translation>Каждая строка — слой или токен, каждый столбец — канал; яркие столбцы — каналы-выбросы. Пиксель показывает наибольшее значение под ним, так что ни один пик не теряется. Щёлкните, чтобы посмотреть на канал.</translation>
        </message>
        <message>
            <source>The height is |x|. Ridges along the tokens are outlier channels; a rotation spreads them over all channels, so the landscape becomes flat. Drag to turn, use the wheel to come closer, click a peak to look at it.</source>
            <translation>Высота — |x|. Хребты вдоль токенов — каналы-выбросы; поворот раскладывает их на все каналы, и ландшафт становится ровным. Тяните, чтобы повернуть, колесом — приблизить, щёлкните пик, чтобы посмотреть на него.</translation>
        </message>
        <message>
            <source>Token</source>
            <translation>Токен</translation>
        </message>
        <message>
            <source>The token's text</source>
            <translation>Текст токена</translation>
        </message>
        <message>
            <source>|x|</source>
            <translation>|x|</translation>
        </message>
        <message>
            <source>Its magnitude in the unrotated activations</source>
            <translation>Его величина в неповёрнутых активациях</translation>
        </message>
        <message>
            <source>Channel</source>
            <translation>Канал</translation>
        </message>
        <message>
            <source>Position</source>
            <translation>Место</translation>
        </message>
        <message>
            <source>Which token of the text, from 0</source>
            <translation>Который токен текста, с 0</translation>
        </message>
        <message>
            <source>In its text</source>
            <translation>В тексте</translation>
        </message>
        <message>
            <source>token</source>
            <translation>токен</translation>
        </message>
        <message>
            <source>layer</source>
            <translation>слой</translation>
        </message>
        <message>
            <source>channel</source>
            <translation>канал</translation>
        </message>
        <message>
            <source>Layers × channels of %1</source>
            <translation>Слои × каналы: %1</translation>
        </message>
        <message>
            <source>|x|, %1</source>
            <translation>|x|, %1</translation>
        </message>
        <message>
            <source>%1, %2</source>
            <translation>%1, %2</translation>
        </message>
        <message>
            <source>height is |x|; drag turns, the wheel zooms</source>
            <translation>высота — |x|; мышь поворачивает, колесо приближает</translation>
        </message>
        <message>
            <source>“%1”</source>
            <translation>«%1»</translation>
        </message>
        <message>
            <source>%1: tokens × channels</source>
            <translation>%1: токены × каналы</translation>
        </message>
        <message>
            <source>%1: relief</source>
            <translation>%1: рельеф</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::SiteOverview</name>
        <message>
            <source>Outlier ratio of every site</source>
            <translation>Отношение выброса всех точек</translation>
        </message>
        <message>
            <source>largest channel over median channel, before rotation</source>
            <translation>самый большой канал к медианному, до поворота</translation>
        </message>
        <message>
            <source>site</source>
            <translation>точка</translation>
        </message>
        <message>
            <source>layer</source>
            <translation>слой</translation>
        </message>
        <message>
            <source>outlier ratio</source>
            <translation>отношение выброса</translation>
        </message>
        <message>
            <source>How many times larger the largest channel is than the typical one. Above 10, a few channels take most of a 4-bit grid and all others are rounded to almost nothing.</source>
            <translation>Во сколько раз самый большой канал больше обычного. Выше 10 несколько каналов занимают большую часть 4-битной сетки, а остальные округляются почти до нуля.</translation>
        </message>
        <message>
            <source>Site</source>
            <translation>Точка</translation>
        </message>
        <message>
            <source>Ratio</source>
            <translation>Отношение</translation>
        </message>
        <message>
            <source>Outlier ratio before rotation</source>
            <translation>Отношение выброса до поворота</translation>
        </message>
        <message>
            <source>Ratio after</source>
            <translation>Отношение после</translation>
        </message>
        <message>
            <source>Outlier ratio after rotation</source>
            <translation>Отношение выброса после поворота</translation>
        </message>
        <message>
            <source>SQNR, dB</source>
            <translation>SQNR, дБ</translation>
        </message>
        <message>
            <source>Signal to quantization noise before rotation</source>
            <translation>Отношение сигнала к шуму квантования до поворота</translation>
        </message>
        <message>
            <source>SQNR after, dB</source>
            <translation>SQNR после, дБ</translation>
        </message>
        <message>
            <source>Signal to quantization noise after rotation</source>
            <translation>Отношение сигнала к шуму квантования после поворота</translation>
        </message>
        <message>
            <source>Max |x|</source>
            <translation>Максимум |x|</translation>
        </message>
        <message>
            <source>Largest |x| before rotation</source>
            <translation>Наибольшее |x| до поворота</translation>
        </message>
        <message>
            <source>The ten worst sites</source>
            <translation>Десять худших точек</translation>
        </message>
        <message>
            <source>layer %1 %2</source>
            <translation>слой %1 %2</translation>
        </message>
        <message>
            <source>as inspected: %1, a grid of %2 bits</source>
            <translation>как при осмотре: %1, сетка на %2 бит</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::SiteTreeModel</name>
        <message>
            <source>%1 channels</source>
            <translation>каналов: %1</translation>
        </message>
        <message>
            <source>outlier ratio</source>
            <translation>отношение выброса</translation>
        </message>
        <message>
            <source>max |x|</source>
            <translation>максимум |x|</translation>
        </message>
        <message>
            <source>kurtosis</source>
            <translation>эксцесс</translation>
        </message>
        <message>
            <source>SQNR</source>
            <translation>SQNR</translation>
        </message>
        <message>
            <source>
largest channel: %1 (%2)</source>
            <translation>
самый большой канал: %1 (%2)</translation>
        </message>
        <message>
            <source>outlier ratio %1</source>
            <translation>отношение выброса %1</translation>
        </message>
        <message>
            <source>
not inspected yet</source>
            <translation>
ещё не осмотрено</translation>
        </message>
        <message>
            <source>embedding</source>
            <translation>вложение</translation>
        </message>
        <message>
            <source>%1 tokens × %2 channels; the residual stream starts here</source>
            <translation>%1 токенов × %2 каналов; здесь начинается остаточный поток</translation>
        </message>
        <message>
            <source>layer %1</source>
            <translation>слой %1</translation>
        </message>
        <message>
            <source>layer %1, not inspected yet</source>
            <translation>слой %1, ещё не осмотрен</translation>
        </message>
        <message>
            <source>layer %1, largest outlier ratio: %2 in %3</source>
            <translation>слой %1, наибольшее отношение выброса: %2 в %3</translation>
        </message>
        <message>
            <source>%1
%2 parameters, %3 layers, %4 channels
%5</source>
            <translation>%1
параметров %2, слоёв %3, каналов %4
%5</translation>
        </message>
        <message>
            <source>Site</source>
            <translation>Точка</translation>
        </message>
        <message>
            <source>Outlier ratio</source>
            <translation>Отношение выброса</translation>
        </message>
        <message>
            <source>Largest channel over the median channel (of max |x|). Above about 10, one channel sets the scale for all and 4 bits are spent on it alone.</source>
            <translation>Самый большой канал к медианному (по максимуму |x|). Выше примерно 10 один канал задаёт масштаб всем, и 4 бита тратятся на него одного.</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::StartPage</name>
        <message>
            <source>Open a model</source>
            <translation>Открыть модель</translation>
        </message>
        <message>
            <source>A GGUF file, or the folder of a Hugging Face checkpoint</source>
            <translation>Файл GGUF или папка модели Hugging Face</translation>
        </message>
        <message>
            <source>Try the sample model</source>
            <translation>Попробовать учебную модель</translation>
        </message>
        <message>
            <source>SmolLM2, 135 million parameters; everything takes seconds</source>
            <translation>SmolLM2, 135 миллионов параметров; всё занимает секунды</translation>
        </message>
        <message>
            <source>Open a project</source>
            <translation>Открыть проект</translation>
        </message>
        <message>
            <source>A file (.h5) with everything that was measured</source>
            <translation>Файл (.h5) со всем, что было измерено</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>Попробовать снова</translation>
        </message>
        <message>
            <source>Models, folders and projects can also be dropped anywhere on this window.</source>
            <translation>Модели, папки и проекты можно также перетащить в любое место окна.</translation>
        </message>
        <message>
            <source>Opened before</source>
            <translation>Открывали раньше</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::StatusPanel</name>
        <message>
            <source>%1, compute capability %2</source>
            <translation>%1, вычислительные возможности %2</translation>
        </message>
        <message>
            <source>%1 cannot be used: %2</source>
            <translation>%1 использовать нельзя: %2</translation>
        </message>
        <message>
            <source>%1: %2 of %3 GiB free</source>
            <translation>%1: свободно %2 из %3 ГиБ</translation>
        </message>
        <message>
            <source>this computer</source>
            <translation>этот компьютер</translation>
        </message>
        <message>
            <source>Backend: starting on %1</source>
            <translation>Сервер: запускается, %1</translation>
        </message>
        <message>
            <source>Backend: %1</source>
            <translation>Сервер: %1</translation>
        </message>
        <message>
            <source>Backend: ended, starting again</source>
            <translation>Сервер: завершился, запускается снова</translation>
        </message>
        <message>
            <source>Backend: not running – click to start it again</source>
            <translation>Сервер: не работает – щёлкните, чтобы запустить снова</translation>
        </message>
        <message>
            <source>CPU</source>
            <translation>ЦП</translation>
        </message>
        <message numerus="yes">
            <source>%1, %n thread(s)</source>
            <translation>
                <numerusform>%1, %n поток</numerusform>
                <numerusform>%1, %n потока</numerusform>
                <numerusform>%1, %n потоков</numerusform>
            </translation>
        </message>
        <message>
            <source>%1, %2 GiB</source>
            <translation>%1, %2 ГиБ</translation>
        </message>
        <message>
            <source>%1 of %2 GiB</source>
            <translation>%1 из %2 ГиБ</translation>
        </message>
        <message>
            <source>Where the backend computes, and how much memory it uses</source>
            <translation>Где сервер вычисляет и сколько памяти он занимает</translation>
        </message>
        <message>
            <source>invariance %1</source>
            <translation>инвариантность %1</translation>
        </message>
        <message>
            <source>not invariant, error %1</source>
            <translation>не инвариантно, ошибка %1</translation>
        </message>
        <message>
            <source>The merged network's logits differ from the original's by this fraction of their scale; the limit is %1.</source>
            <translation>Логиты объединённой сети отличаются от исходных на эту долю их масштаба; предел %1.</translation>
        </message>
        <message>
            <source>checking invariance…</source>
            <translation>проверка инвариантности…</translation>
        </message>
        <message>
            <source>invariance not checked</source>
            <translation>инвариантность не проверена</translation>
        </message>
        <message>
            <source>Click to merge the rotation and compare the logits with the original's.</source>
            <translation>Щёлкните, чтобы объединить поворот и сравнить логиты с исходными.</translation>
        </message>
        <message>
            <source>invariance check failed</source>
            <translation>проверка инвариантности не удалась</translation>
        </message>
        <message>
            <source>project: followed while it is written elsewhere</source>
            <translation>проект: пишется в другом месте, показывается по ходу</translation>
        </message>
        <message>
            <source>project saved</source>
            <translation>проект сохранён</translation>
        </message>
        <message>
            <source>project not saved</source>
            <translation>проект не сохранён</translation>
        </message>
        <message>
            <source>no project</source>
            <translation>нет проекта</translation>
        </message>
        <message>
            <source>File, Save project keeps everything that was measured in one file.</source>
            <translation>«Файл», «Сохранить проект» сохраняет всё измеренное в одном файле.</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::StudyView</name>
        <message>
            <source>Measured with %1 The settings have changed since.</source>
            <translation>Измерено так: %1 С тех пор настройки изменились.</translation>
        </message>
        <message>
            <source>none of them</source>
            <translation>ни одного</translation>
        </message>
        <message>
            <source>each kind of site and weight</source>
            <translation>каждый вид точек и весов</translation>
        </message>
        <message>
            <source>each layer</source>
            <translation>каждый слой</translation>
        </message>
        <message>
            <source>What is quantized alone</source>
            <translation>Что квантуется отдельно</translation>
        </message>
        <message>
            <source>Sensitivity</source>
            <translation>Чувствительность</translation>
        </message>
        <message>
            <source>one thing quantized, all others not</source>
            <translation>квантуется одно, остальное нет</translation>
        </message>
        <message>
            <source>rise of the loss</source>
            <translation>рост потерь</translation>
        </message>
        <message>
            <source>nats a token</source>
            <translation>нат на токен</translation>
        </message>
        <message>
            <source>quantized alone</source>
            <translation>квантуется отдельно</translation>
        </message>
        <message>
            <source>How much the mean loss of a token rises when only this is quantized, at the bits on the right (16 counts as 4). Give the most sensitive ones more bits.</source>
            <translation>Насколько растут средние потери на токен, когда квантуется только это, при разрядности справа (16 считается как 4). Самым чувствительным дайте больше битов.</translation>
        </message>
        <message>
            <source>Press Measure to quantize one thing at a time</source>
            <translation>Нажмите «Измерить», чтобы квантовать по одному</translation>
        </message>
        <message>
            <source>What R1 to R4 are worth</source>
            <translation>Чего стоят R1–R4</translation>
        </message>
        <message>
            <source>every combination of the four</source>
            <translation>все сочетания четырёх</translation>
        </message>
        <message>
            <source>perplexity</source>
            <translation>перплексия</translation>
        </message>
        <message>
            <source>with these parts</source>
            <translation>с этими частями</translation>
        </message>
        <message>
            <source>Perplexity with every combination of the rotation's parts switched on, quantized as on the Quantize page. The shortest bar is best; a part that changes nothing can be left out.</source>
            <translation>Перплексия при всех сочетаниях включённых частей поворота, с квантованием как на странице «Квантование». Самый короткий столбик лучше всех; часть, которая ничего не меняет, можно не включать.</translation>
        </message>
        <message>
            <source>Press Measure to try every combination of R1 to R4</source>
            <translation>Нажмите «Измерить», чтобы попробовать все сочетания R1–R4</translation>
        </message>
        <message>
            <source>Measuring the sensitivity of %1</source>
            <translation>Измерение чувствительности: %1</translation>
        </message>
        <message>
            <source>Trying the parts of %1</source>
            <translation>Проба частей: %1</translation>
        </message>
        <message>
            <source>one thing quantized, all others not; unquantized perplexity %1</source>
            <translation>квантуется одно, остальное нет; перплексия без квантования %1</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Отмена</translation>
        </message>
        <message>
            <source>Measure</source>
            <translation>Измерить</translation>
        </message>
        <message>
            <source>Choose a rotation first.</source>
            <translation>Сначала выберите поворот.</translation>
        </message>
        <message>
            <source>%1, %2; the windows of the Evaluate page.</source>
            <translation>%1, %2; окна как на странице «Оценка».</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::SweepView</name>
        <message>
            <source>Spread of random rotations</source>
            <translation>Разброс случайных поворотов</translation>
        </message>
        <message>
            <source>Each dot is the perplexity with one random rotation. Luck with the seed matters at 4 bits; a learned rotation should lie below all dots.</source>
            <translation>Каждая точка — перплексия с одним случайным поворотом. При 4 битах удача с зерном важна; обученный поворот должен лежать ниже всех точек.</translation>
        </message>
        <message>
            <source>Press Sweep to measure several seeds one after the other</source>
            <translation>Нажмите «Перебрать», чтобы измерить несколько зёрен одно за другим</translation>
        </message>
        <message>
            <source>random Hadamard</source>
            <translation>случайный Адамара</translation>
        </message>
        <message>
            <source>random orthogonal</source>
            <translation>случайный ортогональный</translation>
        </message>
        <message>
            <source>Kind of random rotation</source>
            <translation>Вид случайного поворота</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Отмена</translation>
        </message>
        <message>
            <source>Sweep</source>
            <translation>Перебрать</translation>
        </message>
        <message>
            <source>all windows</source>
            <translation>все окна</translation>
        </message>
        <message numerus="yes">
            <source>%n window(s)</source>
            <translation>
                <numerusform>%n окно</numerusform>
                <numerusform>%n окна</numerusform>
                <numerusform>%n окон</numerusform>
            </translation>
        </message>
        <message>
            <source>nothing quantized</source>
            <translation>ничего не квантуется</translation>
        </message>
        <message>
            <source>Perplexity with %1, %2 of %3 tokens, as set on the Quantize and Evaluate pages.</source>
            <translation>Перплексия: %1, %2 по %3 токенов, как задано на страницах «Квантование» и «Оценка».</translation>
        </message>
        <message>
            <source>%1, %2 of %3 tokens</source>
            <translation>%1, %2 по %3 токенов</translation>
        </message>
        <message>
            <source>Measured with %1. The settings have changed since.</source>
            <translation>Измерено так: %1. С тех пор настройки изменились.</translation>
        </message>
        <message>
            <source>Perplexity with %1, as set on the Quantize and Evaluate pages.</source>
            <translation>Перплексия: %1, как задано на страницах «Квантование» и «Оценка».</translation>
        </message>
    </context>
    <context>
        <name>site_title</name>
        <message>
            <source>Layer %1 · %2</source>
            <translation>Слой %1 · %2</translation>
        </message>
    </context>
    <context>
        <name>statistic</name>
        <message>
            <source>max |x|</source>
            <translation>максимум |x|</translation>
        </message>
        <message>
            <source>99.9 % of |x|</source>
            <translation>99,9 % от |x|</translation>
        </message>
        <message>
            <source>99 % of |x|</source>
            <translation>99 % от |x|</translation>
        </message>
        <message>
            <source>mean |x|</source>
            <translation>среднее |x|</translation>
        </message>
        <message>
            <source>rms</source>
            <translation>СКЗ</translation>
        </message>
        <message>
            <source>kurtosis</source>
            <translation>эксцесс</translation>
        </message>
    </context>
    <context>
        <name>variant</name>
        <message>
            <source>before rotation</source>
            <translation>до поворота</translation>
        </message>
        <message>
            <source>random orthogonal</source>
            <translation>случайный ортогональный</translation>
        </message>
        <message>
            <source>random Hadamard</source>
            <translation>случайный Адамара</translation>
        </message>
        <message>
            <source>learned</source>
            <translation>обученный</translation>
        </message>
    </context>
    <context>
        <name>rotorscope::MixedEditor</name>
        <message>
            <source>Not understood, so not used. Write for example: %1</source>
            <translation>Непонятно и потому не используется. Пишите, например: %1</translation>
        </message>
        <message>
            <source>Add layer %1 · %2 at 8 bits</source>
            <translation>Добавить слой %1 · %2 с 8 битами</translation>
        </message>
        <message>
            <source>Add the selected site at 8 bits</source>
            <translation>Добавить выбранную точку с 8 битами</translation>
        </message>
    </context>
    <context>
        <name>activities</name>
        <message>
            <source>Caching activations</source>
            <translation>Запоминание активаций</translation>
        </message>
        <message>
            <source>Comparing the rotated network with the original</source>
            <translation>Сравнение повёрнутой сети с исходной</translation>
        </message>
        <message>
            <source>Computing statistics</source>
            <translation>Подсчёт статистики</translation>
        </message>
        <message>
            <source>Going on after the layers that are done</source>
            <translation>Продолжение после готовых слоёв</translation>
        </message>
        <message>
            <source>Learning R4</source>
            <translation>Обучение R4</translation>
        </message>
        <message>
            <source>Learning rotations</source>
            <translation>Обучение поворотов</translation>
        </message>
        <message>
            <source>Making an orthogonal matrix</source>
            <translation>Построение ортогональной матрицы</translation>
        </message>
        <message>
            <source>Measuring</source>
            <translation>Измерение</translation>
        </message>
        <message>
            <source>Measuring perplexity</source>
            <translation>Измерение перплексии</translation>
        </message>
        <message>
            <source>Measuring what noise costs</source>
            <translation>Измерение цены шума</translation>
        </message>
        <message>
            <source>Merging rotations</source>
            <translation>Слияние поворотов</translation>
        </message>
        <message>
            <source>Quantizing one at a time</source>
            <translation>Квантование по одному</translation>
        </message>
        <message>
            <source>Quantizing weights</source>
            <translation>Квантование весов</translation>
        </message>
        <message>
            <source>Reading weights</source>
            <translation>Чтение весов</translation>
        </message>
        <message>
            <source>Running the text through the network</source>
            <translation>Проход текста через сеть</translation>
        </message>
        <message>
            <source>Searching clip ratios</source>
            <translation>Поиск коэффициентов обрезки</translation>
        </message>
        <message>
            <source>Warm start</source>
            <translation>Тёплый старт</translation>
        </message>
        <message>
            <source>Writing the project</source>
            <translation>Запись проекта</translation>
        </message>
        <message>
            <source>Writing %1</source>
            <translation>Запись %1</translation>
        </message>
        <message>
            <source>Answering %1</source>
            <translation>Ответы на %1</translation>
        </message>
        <message>
            <source>Seed %1 of %2: %3</source>
            <translation>Зерно %1 из %2: %3</translation>
        </message>
        <message>
            <source>Combination %1 of %2: %3</source>
            <translation>Сочетание %1 из %2: %3</translation>
        </message>
        <message>
            <source>Quantizing layer %1, %2</source>
            <translation>Квантование слоя %1, %2</translation>
        </message>
    </context>
</TS>
